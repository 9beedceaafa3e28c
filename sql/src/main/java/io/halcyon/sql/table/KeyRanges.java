package io.halcyon.sql.table;

import io.halcyon.core.key.KeyCodecException;
import io.halcyon.core.key.KeyEncoder;
import io.halcyon.core.key.StoredKey;
import io.halcyon.sql.evaluate.CompiledExpression;
import io.halcyon.sql.evaluate.EvaluationContext;
import io.halcyon.sql.table.EntryLayout.KeyPart;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import io.halcyon.sql.value.SqlArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Works out the keys that an {@link IndexMatch} bounds, once the values are known. Stateless.
final class KeyRanges {
  private static final int RANGES_MAX = 10_000;
  private static final byte VALUE_MARKER = 2;

  private KeyRanges() {}

  /// The beginning of keys, under way.
  private record Prefix(byte[] bytes, int partStart, int partEnd) {}

  /// Returns ranges in the order of their keys, without overlap; none if no row can meet the
  /// comparisons.
  static List<KeyRange> of(IndexMatch match, EvaluationContext context) {
    EntryLayout layout = match.layout();
    byte[] base = layout.prefix().toBytes();
    List<Prefix> prefixes = List.of(new Prefix(base, base.length, -1));
    int used = 0;
    for (Comparison comparison : match.equal()) {
      List<@Nullable Object> values = values(comparison, layout.parts().get(used), context);
      if ((long) prefixes.size() * values.size() > RANGES_MAX) {
        break;
      }
      prefixes = extended(prefixes, layout, used, values);
      used++;
    }
    List<KeyRange> ranges = new ArrayList<>();
    boolean point = used == layout.parts().size() && match.unique();
    boolean bounded =
        used == match.equal().size() && (match.lower() != null || match.upper() != null);
    for (Prefix prefix : prefixes) {
      byte[] part = part(prefix, layout, used);
      if (point) {
        ranges.add(new KeyRange(trailed(prefix), null, part));
      } else if (bounded) {
        KeyRange range = bounded(prefix.bytes(), layout.parts().get(used), match, part, context);
        if (range != null) {
          ranges.add(range);
        }
      } else {
        ranges.add(new KeyRange(prefix.bytes(), end(prefix.bytes()), part));
      }
    }
    return ranges;
  }

  private static byte[] trailed(Prefix prefix) {
    byte[] key = Arrays.copyOf(prefix.bytes(), prefix.bytes().length + 4);
    int offset = prefix.partStart() - StoredKey.SQL_PREFIX_BYTES;
    int length = prefix.partEnd() - prefix.partStart();
    int at = prefix.bytes().length;
    key[at] = (byte) (offset >>> 8);
    key[at + 1] = (byte) offset;
    key[at + 2] = (byte) (length >>> 8);
    key[at + 3] = (byte) length;
    return key;
  }

  private static byte @Nullable [] part(Prefix prefix, EntryLayout layout, int used) {
    int last = layout.index().partFrom() + layout.index().partCount();
    return used < last || prefix.partEnd() < 0
        ? null
        : Arrays.copyOfRange(prefix.bytes(), prefix.partStart(), prefix.partEnd());
  }

  private static List<Prefix> extended(
      List<Prefix> prefixes, EntryLayout layout, int at, List<@Nullable Object> values) {
    KeyPart part = layout.parts().get(at);
    List<byte[]> encoded = new ArrayList<>();
    for (Object value : values) {
      byte[] bytes = encode(part, value);
      if (bytes != null) {
        encoded.add(bytes);
      }
    }
    encoded.sort(Arrays::compareUnsigned);
    int from = layout.index().partFrom();
    int last = from + layout.index().partCount() - 1;
    List<Prefix> extended = new ArrayList<>();
    for (Prefix prefix : prefixes) {
      byte[] before = null;
      for (byte[] bytes : encoded) {
        if (before != null && Arrays.equals(before, bytes)) {
          continue;
        }
        before = bytes;
        byte[] longer = concat(prefix.bytes(), bytes);
        extended.add(
            new Prefix(
                longer,
                at == from ? prefix.bytes().length : prefix.partStart(),
                at == last ? longer.length : prefix.partEnd()));
      }
    }
    return extended;
  }

  /// Returns a value's bytes; null if no key can have it.
  private static byte @Nullable [] encode(KeyPart part, @Nullable Object value) {
    KeyEncoder encoder = new KeyEncoder();
    try {
      EntryLayout.append(encoder, part, value);
    } catch (KeyCodecException e) {
      if (e.reason() == KeyCodecException.Reason.TOO_LONG) {
        return null;
      }
      throw e;
    }
    return encoder.toBytes();
  }

  private static List<@Nullable Object> values(
      Comparison comparison, KeyPart part, EvaluationContext context) {
    List<@Nullable Object> values = new ArrayList<>();
    switch (comparison.kind()) {
      case IS_NULL -> values.add(null);
      case IN -> {
        if (evaluate(comparison, context) instanceof SqlArray array) {
          for (Object element : array.elements()) {
            add(element, part.type(), values);
          }
        }
      }
      case EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL ->
          add(evaluate(comparison, context), part.type(), values);
    }
    return values;
  }

  private static void add(@Nullable Object value, SqlType type, List<@Nullable Object> values) {
    if (value != null && fits(value, type)) {
      values.add(converted(value, type));
    }
  }

  private static boolean fits(Object value, SqlType type) {
    if (value instanceof Long number && !type.equals(Types.INT8) && type.isInteger()) {
      return number == number.intValue();
    }
    return true;
  }

  private static Object converted(Object value, SqlType type) {
    return switch (value) {
      case Integer number when type.equals(Types.INT8) -> number.longValue();
      case Long number when type.isInteger() && !type.equals(Types.INT8) -> number.intValue();
      default -> value;
    };
  }

  private static @Nullable Object evaluate(Comparison comparison, EvaluationContext context) {
    return CompiledExpression.value(Objects.requireNonNull(comparison.value()), context);
  }

  private static @Nullable KeyRange bounded(
      byte[] prefix,
      KeyPart part,
      IndexMatch match,
      byte @Nullable [] shard,
      EvaluationContext context) {
    // Values, without NULLs, wherever those are placed.
    byte[] start = concat(prefix, new byte[] {VALUE_MARKER});
    byte[] end = end(start);
    for (Comparison comparison : Arrays.asList(match.lower(), match.upper())) {
      if (comparison == null) {
        continue;
      }
      Object value = evaluate(comparison, context);
      if (value == null) {
        return null;
      }
      boolean fromBelow = comparison.kind().fromBelow();
      if (!fits(value, part.type())) {
        if (((Long) value > 0) == fromBelow) {
          return null;
        }
        continue;
      }
      byte[] encoded = encode(part, converted(value, part.type()));
      if (encoded == null) {
        // Longer than any key: the comparison is left to be made on the rows.
        continue;
      }
      byte[] bound = concat(prefix, encoded);
      boolean inclusive =
          comparison.kind() == Comparison.Kind.GREATER_OR_EQUAL
              || comparison.kind() == Comparison.Kind.LESS_OR_EQUAL;
      if (fromBelow != part.order().descending()) {
        start = inclusive ? bound : end(bound);
      } else {
        end = inclusive ? end(bound) : bound;
      }
    }
    return Arrays.compareUnsigned(start, end) < 0 ? new KeyRange(start, end, shard) : null;
  }

  static byte[] end(byte[] prefix) {
    return Objects.requireNonNull(StoredKey.prefixEnd(prefix));
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
