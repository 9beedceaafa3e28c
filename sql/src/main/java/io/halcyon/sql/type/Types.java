package io.halcyon.sql.type;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The built-in types. Immutable.
public final class Types {
  public static final int BOOL_OID = 16;
  public static final int INT8_OID = 20;
  public static final int INT2_OID = 21;
  public static final int INT4_OID = 23;
  public static final int FLOAT4_OID = 700;
  public static final int FLOAT8_OID = 701;
  public static final int BPCHAR_OID = 1042;
  public static final int VARCHAR_OID = 1043;
  public static final int DATE_OID = 1082;
  public static final int TIME_OID = 1083;
  public static final int TIMESTAMP_OID = 1114;
  public static final int TIMESTAMPTZ_OID = 1184;
  public static final int INTERVAL_OID = 1186;
  public static final int TIMETZ_OID = 1266;
  public static final int BIT_OID = 1560;
  public static final int VARBIT_OID = 1562;
  public static final int NUMERIC_OID = 1700;

  private static final Map<Integer, SqlType> BY_OID = new HashMap<>();
  private static final Map<String, SqlType> BY_NAME = new HashMap<>();

  static {
    for (String[] row : CatalogResource.rows("types")) {
      SqlType type = parse(row);
      BY_OID.put(type.oid(), type);
      BY_NAME.put(type.name(), type);
    }
  }

  public static final SqlType BOOL = named("bool");
  public static final SqlType BYTEA = named("bytea");
  public static final SqlType CHAR = named("char");
  public static final SqlType NAME = named("name");
  public static final SqlType INT8 = named("int8");
  public static final SqlType INT2 = named("int2");
  public static final SqlType INT4 = named("int4");
  public static final SqlType TEXT = named("text");
  public static final SqlType OID = named("oid");
  public static final SqlType JSON = named("json");
  public static final SqlType JSONB = named("jsonb");
  public static final SqlType JSONPATH = named("jsonpath");
  public static final SqlType FLOAT4 = named("float4");
  public static final SqlType FLOAT8 = named("float8");
  public static final SqlType UNKNOWN = named("unknown");
  public static final SqlType BPCHAR = named("bpchar");
  public static final SqlType VARCHAR = named("varchar");
  public static final SqlType DATE = named("date");
  public static final SqlType TIME = named("time");
  public static final SqlType TIMESTAMP = named("timestamp");
  public static final SqlType TIMESTAMPTZ = named("timestamptz");
  public static final SqlType INTERVAL = named("interval");
  public static final SqlType TIMETZ = named("timetz");
  public static final SqlType BIT = named("bit");
  public static final SqlType VARBIT = named("varbit");
  public static final SqlType NUMERIC = named("numeric");
  public static final SqlType UUID = named("uuid");
  public static final SqlType RECORD = named("record");
  public static final SqlType VOID = named("void");
  public static final SqlType ANY = named("any");
  public static final SqlType ANYARRAY = named("anyarray");
  public static final SqlType ANYELEMENT = named("anyelement");
  public static final SqlType ANYNONARRAY = named("anynonarray");
  public static final SqlType ANYENUM = named("anyenum");
  public static final SqlType ANYRANGE = named("anyrange");
  public static final SqlType ANYMULTIRANGE = named("anymultirange");
  public static final SqlType ANYCOMPATIBLE = named("anycompatible");
  public static final SqlType ANYCOMPATIBLEARRAY = named("anycompatiblearray");
  public static final SqlType ANYCOMPATIBLENONARRAY = named("anycompatiblenonarray");
  public static final SqlType ANYCOMPATIBLERANGE = named("anycompatiblerange");
  public static final SqlType ANYCOMPATIBLEMULTIRANGE = named("anycompatiblemultirange");
  public static final SqlType INT2VECTOR = named("int2vector");
  public static final SqlType OIDVECTOR = named("oidvector");

  private Types() {}

  /// Returns a built-in type by its name in `pg_type`, or null.
  public static @Nullable SqlType find(String name) {
    return BY_NAME.get(name);
  }

  /// Returns a built-in type by its OID, or null.
  public static @Nullable SqlType find(int oid) {
    return BY_OID.get(oid);
  }

  /// Returns a built-in type that is known to exist.
  public static SqlType byOid(int oid) {
    return Objects.requireNonNull(BY_OID.get(oid), () -> "no built-in type has OID " + oid);
  }

  /// Returns all built-in types.
  public static List<SqlType> all() {
    return List.copyOf(new ArrayList<>(BY_OID.values()));
  }

  /// Returns the type of an array's elements.
  public static SqlType elementOf(SqlType array) {
    return byOid(array.elementOid());
  }

  /// Returns the type of arrays of `element`, or null if there is none.
  public static @Nullable SqlType arrayOf(SqlType element) {
    return element.arrayOid() == 0 ? null : BY_OID.get(element.arrayOid());
  }

  /// Returns whether values are OIDs: unsigned numbers of 32 bits.
  static boolean isOidLike(int oid) {
    return switch (oid) {
      case 26, 24, 2202, 2203, 2204, 2205, 2206, 3734, 3769, 4089, 4096, 4191, 28 -> true;
      default -> false;
    };
  }

  private static SqlType named(String name) {
    return Objects.requireNonNull(BY_NAME.get(name), name);
  }

  private static SqlType parse(String[] row) {
    return new SqlType(
        Integer.parseInt(row[0]),
        row[1],
        row[2],
        Integer.parseInt(row[3]),
        kind(row[4].charAt(0)),
        row[5].charAt(0),
        row[6].equals("1"),
        Integer.parseInt(row[7]),
        Integer.parseInt(row[8]),
        row[9].equals("1"),
        row[10].charAt(0));
  }

  private static SqlType.Kind kind(char letter) {
    return switch (letter) {
      case 'b' -> SqlType.Kind.BASE;
      case 'c' -> SqlType.Kind.COMPOSITE;
      case 'd' -> SqlType.Kind.DOMAIN;
      case 'e' -> SqlType.Kind.ENUM;
      case 'r' -> SqlType.Kind.RANGE;
      case 'm' -> SqlType.Kind.MULTIRANGE;
      default -> SqlType.Kind.PSEUDO;
    };
  }
}
