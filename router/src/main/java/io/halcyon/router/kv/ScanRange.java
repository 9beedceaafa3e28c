package io.halcyon.router.kv;

import com.google.protobuf.ByteString;
import io.halcyon.core.key.StoredKey;
import io.halcyon.core.ring.Tokens;
import java.util.Comparator;

/// A range of stored KV keys, `start` inclusive, `end` exclusive, and the direction to walk it.
record ScanRange(ByteString start, ByteString end, boolean reverse) {
  static final Comparator<ByteString> ORDER = ByteString.unsignedLexicographicalComparator();
  private static final ByteString FIRST = ByteString.copyFrom(new byte[] {StoredKey.KV});
  private static final ByteString AFTER_LAST = ByteString.copyFrom(new byte[] {StoredKey.KV + 1});
  private static final ByteString ZERO = ByteString.copyFrom(new byte[] {0});

  /// Returns the part of a range that lies in the KV keyspace; an empty bound is the keyspace's.
  static ScanRange within(ByteString start, ByteString end, boolean reverse) {
    ByteString from = ORDER.compare(start, FIRST) < 0 ? FIRST : start;
    ByteString to = end.isEmpty() || ORDER.compare(end, AFTER_LAST) > 0 ? AFTER_LAST : end;
    return new ScanRange(from, to, reverse);
  }

  boolean isEmpty() {
    return ORDER.compare(start, end) >= 0;
  }

  boolean contains(ByteString key) {
    return ORDER.compare(start, key) <= 0 && ORDER.compare(key, end) < 0;
  }

  /// Returns what is left of the range after `key`, in its direction.
  ScanRange after(ByteString key) {
    return reverse ? new ScanRange(start, key, true) : new ScanRange(key.concat(ZERO), end, false);
  }

  /// Returns what is left of the range at a resume key: forward its start, in reverse its end.
  ScanRange from(ByteString resume) {
    return reverse ? new ScanRange(start, resume, true) : new ScanRange(resume, end, false);
  }

  /// Returns whether `next` follows `before` in the range's direction.
  boolean inOrder(ByteString before, ByteString next) {
    int order = ORDER.compare(before, next);
    return reverse ? order > 0 : order < 0;
  }

  /// Returns a hash that tells ranges apart; page tokens carry it.
  long digest() {
    byte[] bytes =
        ByteString.copyFrom(new byte[] {(byte) (start.size() >>> 8), (byte) start.size()})
            .concat(start)
            .concat(end)
            .toByteArray();
    return Tokens.of(bytes, 0, bytes.length);
  }
}
