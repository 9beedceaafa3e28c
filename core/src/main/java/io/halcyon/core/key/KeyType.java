package io.halcyon.core.key;

/// The type of a key column, and which Java type carries its values.
public sealed interface KeyType {
  /// Returns whether decoding gives back exactly what was encoded. If not, it gives an equal value:
  /// a numeric loses its scale (1.00 becomes 1), an interval its split into months, days and time,
  /// a float the sign of zero. A covering index must then store the original beside the key.
  boolean exact();

  /// An array with one dimension whose elements may be null; carried by `List`. PostgreSQL's order:
  /// element by element, null elements last, the shorter first.
  record ArrayOf(Scalar element) implements KeyType {
    @Override
    public boolean exact() {
      return element.exact();
    }
  }

  /// A type of single values. Sizes are of the payload, without the column's marker byte.
  enum Scalar implements KeyType {
    /// `Boolean`; 1 byte.
    BOOL(true),
    /// `Short`; 2 bytes, sign bit flipped.
    INT2(true),
    /// `Integer`; 4 bytes, sign bit flipped.
    INT4(true),
    /// `Long`; 8 bytes, sign bit flipped.
    INT8(true),
    /// `Float`; 4 bytes. NaN is greatest, all NaN are equal, -0 = 0.
    FLOAT4(false),
    /// `Double`; 8 bytes; as FLOAT4.
    FLOAT8(false),
    /// {@link NumericKey}; 1 byte for zero, NaN and the infinities, else `class (1) | exponent (1
    /// or 5) | digit pairs (1 each) | 00`.
    NUMERIC(false),
    /// `String`, in the order of its UTF-8 bytes (collation C); escaped as BYTEA.
    TEXT(true),
    /// `byte[]`; each 00 becomes `00 FF`, then the terminator `00 01`.
    BYTEA(true),
    /// `java.util.UUID`; 16 bytes in unsigned order.
    UUID(true),
    /// `Integer`, days since 1970-01-01, the least and greatest being the infinities; as INT4.
    DATE(true),
    /// `Long`, microseconds of the day; as INT8.
    TIME(true),
    /// {@link TimeTzKey}; `UTC microseconds (8) | zone (4)`.
    TIMETZ(true),
    /// `Long`, microseconds since 1970-01-01, the least and greatest being the infinities; as INT8.
    TIMESTAMP(true),
    /// `Long`, microseconds since 1970-01-01 UTC; as TIMESTAMP.
    TIMESTAMPTZ(true),
    /// {@link IntervalKey}; `days, a month being 30 (8) | microseconds of the day (8)`.
    INTERVAL(false),
    /// Cannot be a key: encoding it fails with {@link KeyCodecException.Reason#UNSUPPORTED_TYPE}.
    JSONB(true);

    private final boolean exact;

    Scalar(boolean exact) {
      this.exact = exact;
    }

    @Override
    public boolean exact() {
      return exact;
    }
  }
}
