package io.halcyon.sql.kernel;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.text.StringText;
import io.halcyon.sql.value.Order;
import java.util.ArrayList;
import java.util.List;

/// Functions of strings, and the casts among string types.
final class StringFunctions {
  private StringFunctions() {}

  static void define(KernelTable table) {
    lengths(table);
    parts(table);
    casts(table);
    trims(table);
    cases(table);
    table.two("textcat", (String a, String b) -> a.concat(b));
    table.two("repeat", StringFunctions::repeat);
    table.one("text_reverse", (String a) -> new StringBuilder(a).reverse().toString());
    table.three(
        "replace_text",
        (String a, String from, String to) -> from.isEmpty() ? a : a.replace(from, to));
    table.three("translate", StringFunctions::translate);
    table.one("ascii", (String a) -> a.isEmpty() ? 0 : a.codePointAt(0));
    table.one("chr", StringFunctions::chr);
    table.two("text_starts_with", (String a, String b) -> a.startsWith(b));
    table.three("split_part", StringFunctions::splitPart);
    for (String name : List.of("lpad(text, integer)", "rpad(text, integer)")) {
      boolean left = name.startsWith("l");
      table.two(name, (String a, Integer size) -> pad(a, size, " ", left));
    }
    table.three("lpad", (String a, Integer size, String fill) -> pad(a, size, fill, true));
    table.three("rpad", (String a, Integer size, String fill) -> pad(a, size, fill, false));
  }

  private static void lengths(KernelTable table) {
    table.one("textlen", (String a) -> Strings.length(a));
    table.one("bpcharlen", (String a) -> Strings.length(Order.withoutPadding(a)));
    table.one("textoctetlen", (String a) -> Strings.bytes(a));
    table.one("bpcharoctetlen", (String a) -> Strings.bytes(a));
    table.one("bit_length(text)", (String a) -> Strings.bytes(a) * 8);
    table.two("textpos", StringFunctions::position);
  }

  private static int position(String text, String part) {
    int at = text.indexOf(part);
    return at < 0 ? 0 : text.codePointCount(0, at) + 1;
  }

  private static void parts(KernelTable table) {
    table.three(
        "text_substr",
        (String a, Integer from, Integer count) -> Strings.substring(a, from, count));
    table.two(
        "text_substr_no_len",
        (String a, Integer from) ->
            Strings.substring(a, from, Integer.MAX_VALUE + 1L + Math.abs((long) from)));
    table.two("text_left", (String a, Integer n) -> left(a, n));
    table.two("text_right", (String a, Integer n) -> right(a, n));
    table.four(
        "textoverlay",
        (String a, String b, Integer from, Integer count) -> overlay(a, b, from, count));
    table.three(
        "textoverlay_no_len",
        (String a, String b, Integer from) -> overlay(a, b, from, Strings.length(b)));
  }

  private static String left(String text, int count) {
    int length = Strings.length(text);
    int kept = count < 0 ? Math.max(0, length + count) : Math.min(count, length);
    return Strings.part(text, 0, kept);
  }

  private static String right(String text, int count) {
    int length = Strings.length(text);
    long from = count < 0 ? -(long) count : Math.max(0, (long) length - count);
    return from >= length ? "" : Strings.part(text, (int) from, length);
  }

  private static String overlay(String text, String other, int from, int count) {
    if (from <= 0) {
      throw new SqlError(SqlState.SUBSTRING_ERROR, "negative substring length not allowed");
    }
    long behind = (long) from + count;
    if (behind > Integer.MAX_VALUE) {
      throw Failures.outOfRange("integer");
    }
    return Strings.substring(text, 1, from - 1L)
        + other
        + Strings.substring(text, behind, Integer.MAX_VALUE);
  }

  private static void casts(KernelTable table) {
    table.one("rtrim1", (String a) -> trimRight(a, " "));
    table.one("name_text", (String a) -> a);
    table.one("text_name", (String a) -> StringText.name(a));
    table.one("name_bpchar", (String a) -> a);
    table.one("bpchar_name", (String a) -> StringText.name(Order.withoutPadding(a)));
    table.one("text_char", (String a) -> StringText.singleByte(a));
    table.one("char_text", (String a) -> StringText.writeSingleByte(a));
    table.one("char_bpchar", (String a) -> StringText.writeSingleByte(a));
    table.one("booltext", (Boolean a) -> a ? "true" : "false");
    table.three(
        "varchar",
        (String a, Integer modifier, Boolean explicit) -> fitted(a, modifier - 4, explicit));
    table.three(
        "bpchar",
        (String a, Integer modifier, Boolean explicit) -> padded(a, modifier - 4, explicit));
  }

  private static String fitted(String text, int length, boolean explicit) {
    if (length < 0 || Strings.length(text) <= length) {
      return text;
    }
    String kept = Strings.part(text, 0, length);
    if (!explicit && !Order.withoutPadding(text.substring(kept.length())).isEmpty()) {
      throw tooLong("character varying(" + length + ")");
    }
    return kept;
  }

  private static SqlError tooLong(String type) {
    return new SqlError(SqlState.STRING_DATA_RIGHT_TRUNCATION, "value too long for type " + type);
  }

  private static String padded(String text, int length, boolean explicit) {
    if (length < 0) {
      return text;
    }
    int actual = Strings.length(text);
    if (actual <= length) {
      return text + " ".repeat(length - actual);
    }
    String kept = Strings.part(text, 0, length);
    if (!explicit && !Order.withoutPadding(text.substring(kept.length())).isEmpty()) {
      throw tooLong("character(" + length + ")");
    }
    return kept;
  }

  private static void trims(KernelTable table) {
    table.two("btrim", (String a, String set) -> trimLeft(trimRight(a, set), set));
    table.one("btrim1", (String a) -> trimLeft(trimRight(a, " "), " "));
    table.two("ltrim", (String a, String set) -> trimLeft(a, set));
    table.one("ltrim1", (String a) -> trimLeft(a, " "));
    table.two("rtrim", (String a, String set) -> trimRight(a, set));
  }

  private static String trimLeft(String text, String set) {
    int at = 0;
    while (at < text.length() && set.indexOf(text.codePointAt(at)) >= 0) {
      at += Character.charCount(text.codePointAt(at));
    }
    return text.substring(at);
  }

  private static String trimRight(String text, String set) {
    int end = text.length();
    while (end > 0 && set.indexOf(text.codePointBefore(end)) >= 0) {
      end -= Character.charCount(text.codePointBefore(end));
    }
    return text.substring(0, end);
  }

  private static void cases(KernelTable table) {
    table.one("lower", (String a) -> mapped(a, false));
    table.one("upper", (String a) -> mapped(a, true));
    table.one("initcap", StringFunctions::initcap);
  }

  /// Maps each character by itself, as C's `towupper` does: `ß` stays.
  static String mapped(String text, boolean upper) {
    StringBuilder mapped = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> upper ? Character.toUpperCase(c) : Character.toLowerCase(c))
        .forEach(mapped::appendCodePoint);
    return mapped.toString();
  }

  private static String initcap(String text) {
    StringBuilder result = new StringBuilder(text.length());
    boolean inWord = false;
    for (int at = 0; at < text.length(); ) {
      int c = text.codePointAt(at);
      at += Character.charCount(c);
      result.appendCodePoint(inWord ? Character.toLowerCase(c) : Character.toUpperCase(c));
      inWord = Character.isLetterOrDigit(c);
    }
    return result.toString();
  }

  private static String repeat(String text, Integer count) {
    int times = Math.max(0, count);
    Strings.requireLength((long) Strings.bytes(text) * times);
    return text.repeat(times);
  }

  private static String translate(String text, String from, String to) {
    int[] replacements = to.codePoints().toArray();
    int[] sources = from.codePoints().toArray();
    StringBuilder result = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c -> {
          int index = indexOf(sources, c);
          if (index < 0) {
            result.appendCodePoint(c);
          } else if (index < replacements.length) {
            result.appendCodePoint(replacements[index]);
          }
        });
    return result.toString();
  }

  private static int indexOf(int[] characters, int c) {
    for (int i = 0; i < characters.length; i++) {
      if (characters[i] == c) {
        return i;
      }
    }
    return -1;
  }

  private static String chr(Integer code) {
    if (code < 0) {
      throw Failures.invalidParameter("character number must be positive");
    }
    if (code == 0) {
      throw new SqlError(SqlState.PROGRAM_LIMIT_EXCEEDED, "null character not permitted");
    }
    if (code > Character.MAX_CODE_POINT) {
      throw new SqlError(
          SqlState.PROGRAM_LIMIT_EXCEEDED, "requested character too large for encoding: " + code);
    }
    if (code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE) {
      throw new SqlError(
          SqlState.PROGRAM_LIMIT_EXCEEDED, "requested character not valid for encoding: " + code);
    }
    return Character.toString(code);
  }

  private static String pad(String text, int wanted, String fill, boolean left) {
    int size = Math.max(wanted, 0);
    Strings.requireLength(size * 4L);
    int length = Strings.length(text);
    if (length >= size || fill.isEmpty()) {
      return Strings.part(text, 0, Math.min(length, size));
    }
    int missing = size - length;
    int[] characters = fill.codePoints().toArray();
    StringBuilder padding = new StringBuilder(missing);
    for (int i = 0; i < missing; i++) {
      padding.appendCodePoint(characters[i % characters.length]);
    }
    return left ? padding + text : text + padding;
  }

  private static String splitPart(String text, String separator, Integer field) {
    if (field == 0) {
      throw Failures.invalidParameter("field position must not be zero");
    }
    List<String> parts = split(text, separator);
    int index = field > 0 ? field - 1 : parts.size() + field;
    return index >= 0 && index < parts.size() ? parts.get(index) : "";
  }

  /// Returns the parts between separators; the whole if that is empty.
  static List<String> split(String text, String separator) {
    if (separator.isEmpty()) {
      return List.of(text);
    }
    List<String> parts = new ArrayList<>();
    int from = 0;
    for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
      parts.add(text.substring(from, at));
      from = at + separator.length();
    }
    parts.add(text.substring(from));
    return parts;
  }
}
