package io.halcyon.sql.answer;

import io.halcyon.core.runtime.Randomness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// Makes statements of operators and functions with boundary values of all types, wherever they fit
/// and wherever they do not. Run by hand, before `AnswerRecorder`:
///
/// `java … io.halcyon.sql.answer.AnswerGenerator sql/src/test/resources/answers 3000 1`
final class AnswerGenerator {
  private static final Map<String, List<String>> VALUES = new TreeMap<>();

  static {
    VALUES.put("boolean", List.of("true", "false"));
    VALUES.put("smallint", List.of("0", "1", "-1", "32767", "-32768"));
    VALUES.put("integer", List.of("0", "1", "-1", "2147483647", "-2147483648", "7"));
    VALUES.put("bigint", List.of("0", "1", "-1", "9223372036854775807", "-9223372036854775808"));
    VALUES.put("numeric", List.of("0", "1.50", "-1.5", "NaN", "Infinity", "1e20", "0.0001"));
    VALUES.put("real", List.of("0", "1.5", "-1.5", "NaN", "Infinity", "3.4e38", "1e-45"));
    VALUES.put("float8", List.of("0", "1.5", "-1.5", "NaN", "-Infinity", "1.7e308", "5e-324"));
    VALUES.put("text", List.of("", "a", "A", "ä", "a b", "%", "_", "1"));
    VALUES.put("varchar(3)", List.of("", "abc", "abcd"));
    VALUES.put("char(3)", List.of("", "a", "abc"));
    VALUES.put("name", List.of("a", "pg_class"));
    VALUES.put("bytea", List.of("", "\\x00", "\\xff01"));
    VALUES.put("uuid", List.of("00000000-0000-0000-0000-000000000000"));
    VALUES.put("date", List.of("2000-01-01", "infinity", "4713-11-24 BC", "2024-02-29"));
    VALUES.put("time", List.of("00:00", "24:00", "12:34:56.789"));
    VALUES.put("timetz", List.of("00:00+00", "12:34:56-05:30"));
    VALUES.put("timestamp", List.of("2000-01-01", "-infinity", "294276-12-31", "2024-02-29 12:00"));
    VALUES.put("timestamptz", List.of("2000-01-01+00", "infinity", "2024-02-29 12:00+02"));
    VALUES.put("interval", List.of("0", "1 mon", "-1 day", "1 year 2 days 03:04:05.6"));
    VALUES.put("json", List.of("null", "1", "{\"a\":1}", "[1,2]"));
    VALUES.put("jsonb", List.of("null", "1", "\"a\"", "{\"a\":1}", "[1,2]"));
    VALUES.put("int[]", List.of("{}", "{1,2}", "{NULL}", "{{1},{2}}"));
    VALUES.put("text[]", List.of("{}", "{a,b}", "{NULL,\"\"}"));
    VALUES.put("bit(3)", List.of("101", "000"));
    VALUES.put("oid", List.of("0", "4294967295"));
  }

  private static final List<String> OPERATORS =
      List.of(
          "+",
          "-",
          "*",
          "/",
          "%",
          "^",
          "=",
          "<>",
          "<",
          "<=",
          ">",
          ">=",
          "||",
          "&",
          "|",
          "#",
          "<<",
          ">>",
          "~",
          "!~*",
          "~~",
          "!~~*",
          "@>",
          "<@",
          "&&",
          "->",
          "->>",
          "#>>",
          "?",
          "#-",
          "IS DISTINCT FROM",
          "^@");

  private static final List<String> FUNCTIONS =
      List.of(
          "abs(%s)",
          "-(%s)",
          "+(%s)",
          "~(%s)",
          "NOT %s",
          "%s IS NULL",
          "%s IS TRUE",
          "upper(%s)",
          "length(%s)",
          "octet_length(%s)",
          "reverse(%s)",
          "md5(%s)",
          "round(%s)",
          "ceil(%s)",
          "sign(%s)",
          "sqrt(%s)",
          "to_json(%s)",
          "to_jsonb(%s)",
          "pg_typeof(%s)",
          "%s::text",
          "%s::varchar(2)",
          "%s::int",
          "%s::numeric(10,2)",
          "%s::float8",
          "%s::boolean",
          "%s::date",
          "%s::timestamp",
          "%s::timestamptz",
          "%s::interval",
          "%s::jsonb",
          "%s::text[]",
          "ARRAY[%s]",
          "ROW(%s)",
          "coalesce(NULL, %s)",
          "nullif(%s, NULL)",
          "greatest(%s)",
          "max(%s)",
          "min(%s)",
          "sum(%s)",
          "avg(%s)",
          "count(%s)",
          "array_agg(%s)",
          "string_agg(%s, ',')",
          "jsonb_agg(%s)",
          "concat(%s, '|')",
          "format('%%s', %s)",
          "quote_literal(%s)",
          "extract(epoch from %s)",
          "date_trunc('month', %s)",
          "array_length(%s, 1)",
          "cardinality(%s)",
          "jsonb_typeof(%s)",
          "bit_length(%s)",
          "isfinite(%s)",
          "(%s)[1]",
          "%s IN (NULL, %s)",
          "%s BETWEEN %s AND %s",
          "CASE WHEN %s THEN 1 END",
          "to_char(%s, '999')");

  private final RandomGenerator random;

  private AnswerGenerator(RandomGenerator random) {
    this.random = random;
  }

  public static void main(String[] arguments) throws IOException {
    int count = Integer.parseInt(arguments[1]);
    AnswerGenerator generator =
        new AnswerGenerator(Randomness.seeded(Long.parseLong(arguments[2])));
    Set<String> lines = new LinkedHashSet<>();
    while (lines.size() < count) {
      lines.add("> SELECT " + Answer.escaped(generator.next()));
    }
    Files.write(Path.of(arguments[0]).resolve("generated.txt"), lines);
  }

  private <T> T any(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private String value() {
    int kind = random.nextInt(20);
    if (kind == 0) {
      return "NULL";
    }
    if (kind == 1) {
      return "'" + any(List.of("1", "a", "2024-01-01", "{}", "")) + "'";
    }
    String type = any(List.copyOf(VALUES.keySet()));
    return kind == 2 ? "NULL::" + type : "'" + any(VALUES.get(type)) + "'::" + type;
  }

  private String next() {
    if (random.nextBoolean()) {
      String left = value();
      // half of them of like types, so that most mean something
      String right = random.nextBoolean() ? value() : sameType(left);
      return left + " " + any(OPERATORS) + " " + right;
    }
    String value = value();
    return any(FUNCTIONS).replace("%s", value).replace("%%", "%");
  }

  private String sameType(String value) {
    int cast = value.lastIndexOf("::");
    if (cast < 0) {
      return value;
    }
    String type = value.substring(cast + 2);
    return "'" + any(VALUES.get(type)) + "'::" + type;
  }
}
