package io.halcyon.core.key;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Random key values, rich in edges and in equal or nearly equal pairs, and PostgreSQL's order of
/// them, written without regard to the encoding.
final class KeyValues {
  private static final List<KeyType.Scalar> SCALARS =
      Arrays.stream(KeyType.Scalar.values()).filter(t -> t != KeyType.Scalar.JSONB).toList();
  private static final BigInteger DAY = BigInteger.valueOf(86_400_000_000L);

  private KeyValues() {}

  record Column(KeyType type, KeyOrder order) {}

  private static <T> T pick(List<T> from, RandomGenerator random) {
    return from.get(random.nextInt(from.size()));
  }

  static KeyType type(RandomGenerator random) {
    KeyType.Scalar scalar = pick(SCALARS, random);
    return random.nextInt(5) == 0 ? new KeyType.ArrayOf(scalar) : scalar;
  }

  static List<Column> columns(RandomGenerator random) {
    List<Column> columns = new ArrayList<>();
    int count = random.nextInt(1, 5);
    for (int i = 0; i < count; i++) {
      columns.add(new Column(type(random), pick(List.of(KeyOrder.values()), random)));
    }
    return columns;
  }

  static List<@Nullable Object> row(List<Column> columns, RandomGenerator random) {
    List<@Nullable Object> row = new ArrayList<>();
    for (Column column : columns) {
      row.add(random.nextInt(8) == 0 ? null : value(column.type(), random));
    }
    return row;
  }

  /// Returns a row that shares a random number of leading columns with `row`.
  static List<@Nullable Object> sibling(
      List<Column> columns, List<@Nullable Object> row, RandomGenerator random) {
    List<@Nullable Object> sibling = row(columns, random);
    for (int i = random.nextInt(columns.size() + 1) - 1; i >= 0; i--) {
      sibling.set(i, row.get(i));
    }
    return sibling;
  }

  static byte[] encode(List<Column> columns, List<@Nullable Object> row) {
    var encoder = new KeyEncoder(1 << 20);
    for (int i = 0; i < columns.size(); i++) {
      encoder.append(columns.get(i).type(), row.get(i), columns.get(i).order());
    }
    return encoder.toBytes();
  }

  static List<@Nullable Object> decode(List<Column> columns, byte[] key) {
    var decoder = new KeyDecoder(key);
    List<@Nullable Object> row = new ArrayList<>();
    for (Column column : columns) {
      row.add(decoder.next(column.type(), column.order()));
    }
    if (decoder.hasNext()) {
      throw KeyDecoder.malformed("bytes left over");
    }
    return row;
  }

  static Object value(KeyType type, RandomGenerator random) {
    return switch (type) {
      case KeyType.Scalar scalar -> scalar(scalar, random);
      case KeyType.ArrayOf(KeyType.Scalar element) -> {
        List<@Nullable Object> items = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          items.add(random.nextInt(4) == 0 ? null : scalar(element, random));
        }
        yield items;
      }
    };
  }

  private static Object scalar(KeyType.Scalar type, RandomGenerator random) {
    return switch (type) {
      case BOOL -> random.nextBoolean();
      case INT2 -> (short) integer(random, 16);
      case INT4, DATE -> (int) integer(random, 32);
      case INT8, TIMESTAMP, TIMESTAMPTZ -> integer(random, 64);
      case TIME -> timeOfDay(random);
      case FLOAT4 -> (float) real(random, Float.MIN_VALUE, Float.MAX_VALUE);
      case FLOAT8 -> real(random, Double.MIN_VALUE, Double.MAX_VALUE);
      case NUMERIC -> numeric(random);
      case TEXT -> text(random);
      case BYTEA -> bytes(random);
      case UUID -> new UUID(integer(random, 64), integer(random, 64));
      case TIMETZ -> new TimeTzKey(timeOfDay(random), random.nextInt(-3, 4) * 3600);
      case INTERVAL -> interval(random);
      case JSONB -> throw new IllegalArgumentException("jsonb");
    };
  }

  private static long integer(RandomGenerator random, int bits) {
    long value =
        switch (random.nextInt(4)) {
          case 0 -> random.nextInt(-2, 3);
          case 1 -> (1L << (bits - 1)) - 1 - random.nextInt(2);
          case 2 -> -(1L << (bits - 1)) + random.nextInt(2);
          default -> random.nextLong() >> random.nextInt(64);
        };
    return value << (64 - bits) >> (64 - bits);
  }

  private static long timeOfDay(RandomGenerator random) {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(3) * 3_600_000_000L;
      case 1 -> 86_400_000_000L;
      default -> random.nextLong(86_400_000_001L);
    };
  }

  private static double real(RandomGenerator random, double least, double most) {
    double[] edges = {
      0.0,
      -0.0,
      1,
      -1,
      least,
      -least,
      most,
      -most,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      Double.NaN,
      Double.longBitsToDouble(0xFFF8000000000001L)
    };
    return random.nextBoolean()
        ? edges[random.nextInt(edges.length)]
        : random.nextDouble(-2, 2) * Math.pow(10, random.nextInt(-30, 30));
  }

  private static NumericKey numeric(RandomGenerator random) {
    if (random.nextInt(8) == 0) {
      return pick(List.of(NumericKey.Special.values()), random);
    }
    BigInteger digits =
        random.nextBoolean()
            ? BigInteger.valueOf(random.nextInt(-120, 121))
            : new BigInteger(random.nextInt(1, 200), new Random(random.nextLong()))
                .multiply(BigInteger.valueOf(random.nextInt(-1, 2)));
    int scale =
        switch (random.nextInt(4)) {
          case 0 -> random.nextInt(-2, 3);
          case 1 -> random.nextInt(-120, 121);
          case 2 -> random.nextInt(-100_000, 16_000);
          default -> 0;
        };
    var value = new BigDecimal(digits, scale);
    return NumericKey.of(random.nextBoolean() ? value : value.setScale(scale + 1));
  }

  private static String text(RandomGenerator random) {
    String[] parts = {"", "a", "b", "\0", "\1", "é", "\uFFFF", "😀", "z"};
    var text = new StringBuilder();
    for (int i = random.nextInt(5); i > 0; i--) {
      text.append(parts[random.nextInt(parts.length)]);
    }
    return text.toString();
  }

  private static byte[] bytes(RandomGenerator random) {
    byte[] alphabet = {0, 0, 1, 2, 'a', (byte) 0xFE, (byte) 0xFF};
    byte[] bytes = new byte[random.nextInt(6)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = alphabet[random.nextInt(alphabet.length)];
    }
    return bytes;
  }

  private static IntervalKey interval(RandomGenerator random) {
    return switch (random.nextInt(3)) {
      case 0 ->
          new IntervalKey(
              random.nextInt(-1, 2),
              random.nextInt(-31, 32),
              random.nextInt(-2, 3) * 86_400_000_000L);
      case 1 ->
          new IntervalKey(
              (int) integer(random, 32), (int) integer(random, 32), integer(random, 64));
      default -> new IntervalKey(0, 0, integer(random, 64));
    };
  }

  static int compare(
      List<Column> columns, List<@Nullable Object> left, List<@Nullable Object> right) {
    for (int i = 0; i < columns.size(); i++) {
      int result = compare(columns.get(i), left.get(i), right.get(i));
      if (result != 0) {
        return result;
      }
    }
    return 0;
  }

  private static int compare(Column column, @Nullable Object left, @Nullable Object right) {
    if (left == null || right == null) {
      int nullIsGreater = Boolean.compare(left == null, right == null);
      return column.order().nullsFirst() ? -nullIsGreater : nullIsGreater;
    }
    int result = Integer.signum(compare(column.type(), left, right));
    return column.order().descending() ? -result : result;
  }

  static int compare(KeyType type, Object left, Object right) {
    return switch (type) {
      case KeyType.Scalar scalar -> compareScalars(scalar, left, right);
      case KeyType.ArrayOf(KeyType.Scalar element) ->
          compareArrays(element, (List<?>) left, (List<?>) right);
    };
  }

  private static int compareArrays(KeyType.Scalar element, List<?> left, List<?> right) {
    for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
      Object a = left.get(i);
      Object b = right.get(i);
      int result =
          a == null || b == null
              ? Boolean.compare(a == null, b == null)
              : compareScalars(element, a, b);
      if (result != 0) {
        return result;
      }
    }
    return Integer.compare(left.size(), right.size());
  }

  private static int compareScalars(KeyType.Scalar type, Object left, Object right) {
    return switch (type) {
      case BOOL -> Boolean.compare((Boolean) left, (Boolean) right);
      case INT2 -> Short.compare((Short) left, (Short) right);
      case INT4, DATE -> Integer.compare((Integer) left, (Integer) right);
      case INT8, TIME, TIMESTAMP, TIMESTAMPTZ -> Long.compare((Long) left, (Long) right);
      case FLOAT4 -> compareReals((Float) left, (Float) right);
      case FLOAT8 -> compareReals((Double) left, (Double) right);
      case NUMERIC -> NumericKey.compare((NumericKey) left, (NumericKey) right);
      case TEXT ->
          Arrays.compareUnsigned(
              ((String) left).getBytes(StandardCharsets.UTF_8),
              ((String) right).getBytes(StandardCharsets.UTF_8));
      case BYTEA -> Arrays.compareUnsigned((byte[]) left, (byte[]) right);
      case UUID -> left.toString().compareTo(right.toString());
      case TIMETZ -> ((TimeTzKey) left).compareTo((TimeTzKey) right);
      case INTERVAL -> span((IntervalKey) left).compareTo(span((IntervalKey) right));
      case JSONB -> throw new IllegalArgumentException("jsonb");
    };
  }

  private static int compareReals(double left, double right) {
    if (Double.isNaN(left) || Double.isNaN(right)) {
      return Boolean.compare(Double.isNaN(left), Double.isNaN(right));
    }
    return left < right ? -1 : left > right ? 1 : 0;
  }

  /// PostgreSQL's `interval_cmp_value`, in arithmetic without bounds.
  private static BigInteger span(IntervalKey interval) {
    return BigInteger.valueOf(interval.months())
        .multiply(BigInteger.valueOf(30))
        .add(BigInteger.valueOf(interval.days()))
        .multiply(DAY)
        .add(BigInteger.valueOf(interval.micros()));
  }
}
