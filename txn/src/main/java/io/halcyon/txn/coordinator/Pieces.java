package io.halcyon.txn.coordinator;

import io.halcyon.txn.participant.Request.Check;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/// Splits what is asked of a shard into what fits into one message: a few thousand long keys do
/// not.
final class Pieces {
  private Pieces() {}

  /// Returns the parts in their order, each piece at most `bytesMax` unless one part alone is
  /// larger.
  static <T> List<List<T>> of(List<T> parts, ToLongFunction<T> size, long bytesMax) {
    List<List<T>> pieces = new ArrayList<>();
    List<T> piece = new ArrayList<>();
    long bytes = 0;
    for (T part : parts) {
      long more = size.applyAsLong(part);
      if (!piece.isEmpty() && bytes + more > bytesMax) {
        pieces.add(piece);
        piece = new ArrayList<>();
        bytes = 0;
      }
      piece.add(part);
      bytes += more;
    }
    if (!piece.isEmpty()) {
      pieces.add(piece);
    }
    return pieces;
  }

  static long size(Key key) {
    return key.bytes().length;
  }

  static long size(Span span) {
    Key end = span.end();
    return size(span.start()) + (end == null ? 0 : size(end));
  }

  static long size(Check check) {
    return size(check.span());
  }

  static long size(List<Check> checks) {
    return checks.stream().mapToLong(Pieces::size).sum();
  }
}
