package io.halcyon.sql.kernel;

import io.halcyon.sql.kernel.IntArithmetic.Operation;
import io.halcyon.sql.value.LongVector;
import io.halcyon.sql.value.Vector;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/// Arithmetic and bits of `smallint`, `integer` and `bigint`, and the casts among them.
final class IntegerFunctions {
  private static final Map<String, Operation> OPERATIONS =
      Map.of(
          "pl", Operation.ADD,
          "mi", Operation.SUBTRACT,
          "mul", Operation.MULTIPLY,
          "div", Operation.DIVIDE,
          "mod", Operation.MODULO);

  private IntegerFunctions() {}

  static void define(KernelTable table) {
    OPERATIONS.forEach((ending, operation) -> {
      table.vectors("int2" + ending, ofShort(operation));
      table.vectors("int4" + ending, ofInt(operation));
      table.vectors("int8" + ending, new LongArithmetic(operation));
      if (operation != Operation.MODULO) {
        table.vectors("int24" + ending, ofInt(operation));
        table.vectors("int42" + ending, ofInt(operation));
        for (String mixed : List.of("int28", "int82", "int48", "int84")) {
          table.vectors(mixed + ending, new LongArithmetic(operation));
        }
      }
    });
    casts(table);
    ints(table);
    longs(table);
    bits(table);
  }

  private static Kernel ofShort(Operation operation) {
    return new IntArithmetic(operation, Short.MIN_VALUE, Short.MAX_VALUE, "smallint");
  }

  private static Kernel ofInt(Operation operation) {
    return new IntArithmetic(operation, Integer.MIN_VALUE, Integer.MAX_VALUE, "integer");
  }

  private static void casts(KernelTable table) {
    table.vectors("int48", IntegerFunctions::widen);
    table.vectors("int28", IntegerFunctions::widen);
    table.vectors("i2toi4", (arguments, _, _) -> arguments[0]);
    table.one("i4toi2", (Integer a) -> toShort(a));
    table.one("int82", (Long a) -> toShort(a));
    table.one("int84", (Long a) -> toInt(a));
    table.one("int4_bool", (Integer a) -> a != 0);
    table.one("bool_int4", (Boolean a) -> a ? 1 : 0);
    table.one("i8tooid", (Long a) -> toOid(a));
    table.one("oidtoi8", (Long a) -> a);
    table.one("chartoi4", (String a) -> a.isEmpty() ? 0 : (int) (byte) a.charAt(0));
    table.one("i4tochar", (Integer a) -> toSingleByte(a));
  }

  private static Vector widen(
      Vector[] arguments, int rows, io.halcyon.sql.session.SessionContext session) {
    return new LongVector(Widening.longs(arguments[0]), rows, arguments[0].nulls());
  }

  private static String toSingleByte(int value) {
    if (value < Byte.MIN_VALUE || value > Byte.MAX_VALUE) {
      throw Failures.outOfRange("\"char\"");
    }
    return value == 0 ? "" : String.valueOf((char) (value & 0xff));
  }

  static int toShort(long value) {
    if (value < Short.MIN_VALUE || value > Short.MAX_VALUE) {
      throw Failures.outOfRange("smallint");
    }
    return (int) value;
  }

  static int toInt(long value) {
    if (value < Integer.MIN_VALUE || value > Integer.MAX_VALUE) {
      throw Failures.outOfRange("integer");
    }
    return (int) value;
  }

  private static Long toOid(long value) {
    if (value < 0 || value > 0xffff_ffffL) {
      throw Failures.outOfRange("OID");
    }
    return value;
  }

  private static void ints(KernelTable table) {
    table.one("int2um", (Integer a) -> toShort(-(long) a));
    table.one("int4um", (Integer a) -> toInt(-(long) a));
    table.one("int2up", (Integer a) -> a);
    table.one("int4up", (Integer a) -> a);
    table.one("int2abs", (Integer a) -> toShort(Math.abs((long) a)));
    table.one("int4abs", (Integer a) -> toInt(Math.abs((long) a)));
    table.one("int4inc", (Integer a) -> toInt(a + 1L));
    table.two("int4gcd", (Integer a, Integer b) -> toInt(gcd(a, b)));
    table.two("int4lcm", (Integer a, Integer b) -> toInt(lcm(a, b, "integer")));
    table.two("int4larger", (Integer a, Integer b) -> Math.max(a, b));
    table.two("int4smaller", (Integer a, Integer b) -> Math.min(a, b));
  }

  private static void longs(KernelTable table) {
    table.one("int8um", (Long a) -> exact(BigInteger.valueOf(a).negate()));
    table.one("int8up", (Long a) -> a);
    table.one("int8abs", (Long a) -> exact(BigInteger.valueOf(a).abs()));
    table.one("int8inc", (Long a) -> exact(BigInteger.valueOf(a).add(BigInteger.ONE)));
    table.one("int8dec", (Long a) -> exact(BigInteger.valueOf(a).subtract(BigInteger.ONE)));
    table.two(
        "int8gcd", (Long a, Long b) -> exact(BigInteger.valueOf(a).gcd(BigInteger.valueOf(b))));
    table.two("int8lcm", (Long a, Long b) -> lcm(a, b, "bigint"));
  }

  private static Long exact(BigInteger value) {
    if (value.bitLength() >= Long.SIZE) {
      throw Failures.outOfRange("bigint");
    }
    return value.longValue();
  }

  private static long gcd(int a, int b) {
    return BigInteger.valueOf(a).gcd(BigInteger.valueOf(b)).longValue();
  }

  private static Long lcm(long a, long b, String typeName) {
    if (a == 0 || b == 0) {
      return 0L;
    }
    BigInteger left = BigInteger.valueOf(a);
    BigInteger right = BigInteger.valueOf(b);
    BigInteger multiple = left.divide(left.gcd(right)).multiply(right).abs();
    if (multiple.bitLength() >= Long.SIZE) {
      throw Failures.outOfRange(typeName);
    }
    return multiple.longValue();
  }

  private static void bits(KernelTable table) {
    for (String name : List.of("int2", "int4")) {
      table.two(name + "and", (Integer a, Integer b) -> a & b);
      table.two(name + "or", (Integer a, Integer b) -> a | b);
      table.two(name + "xor", (Integer a, Integer b) -> a ^ b);
      table.one(name + "not", (Integer a) -> ~a);
    }
    table.two("int2shl", (Integer a, Integer b) -> (int) (short) (a << b));
    table.two("int2shr", (Integer a, Integer b) -> a >> b);
    table.two("int4shl", (Integer a, Integer b) -> a << b);
    table.two("int4shr", (Integer a, Integer b) -> a >> b);
    table.two("int8and", (Long a, Long b) -> a & b);
    table.two("int8or", (Long a, Long b) -> a | b);
    table.two("int8xor", (Long a, Long b) -> a ^ b);
    table.one("int8not", (Long a) -> ~a);
    table.two("int8shl", (Long a, Integer b) -> a << b);
    table.two("int8shr", (Long a, Integer b) -> a >> b);
    table.one("to_hex32", (Integer a) -> Integer.toHexString(a));
    table.one("to_hex64", (Long a) -> Long.toHexString(a));
  }
}
