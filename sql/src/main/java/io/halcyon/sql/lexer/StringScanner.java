package io.halcyon.sql.lexer;

import static io.halcyon.sql.lexer.Characters.isNewline;
import static io.halcyon.sql.lexer.Characters.isSpace;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Everything between quotes. A method returns the offset behind the closing quote and leaves the
/// value for [#value]. Strings go on in the next line: `'a'`, newline, `'b'` is one string.
final class StringScanner {
  private final String sql;
  private final int length;
  private String value = "";

  StringScanner(String sql) {
    this.sql = sql;
    this.length = sql.length();
  }

  String value() {
    return value;
  }

  int plain(int start, int from) {
    return raw(start, from, "unterminated quoted string");
  }

  int raw(int start, int from, String unterminated) {
    StringBuilder parts = null;
    int segment = from;
    int at = from;
    while (true) {
      int quote = sql.indexOf('\'', at);
      if (quote < 0) {
        throw near(unterminated, start);
      }
      boolean doubled = quote + 1 < length && sql.charAt(quote + 1) == '\'';
      int next = doubled ? quote + 2 : continuation(quote + 1);
      if (next < 0) {
        value =
            parts == null
                ? sql.substring(segment, quote)
                : parts.append(sql, segment, quote).toString();
        return quote + 1;
      }
      parts = parts == null ? new StringBuilder() : parts;
      parts.append(sql, segment, doubled ? quote + 1 : quote);
      segment = next;
      at = next;
    }
  }

  /// Reads a quoted name, whose quotes are doubled inside.
  int delimitedName(int start, int from) {
    StringBuilder parts = null;
    int segment = from;
    while (true) {
      int quote = sql.indexOf('"', segment);
      if (quote < 0) {
        throw near("unterminated quoted identifier", start);
      }
      boolean doubled = quote + 1 < length && sql.charAt(quote + 1) == '"';
      if (!doubled) {
        value =
            parts == null
                ? sql.substring(segment, quote)
                : parts.append(sql, segment, quote).toString();
        if (value.isEmpty()) {
          throw SyntaxError.at(
              SyntaxError.SYNTAX,
              "zero-length delimited identifier at or near \""
                  + sql.substring(start, quote + 1)
                  + "\"",
              sql,
              start);
        }
        return quote + 1;
      }
      parts = parts == null ? new StringBuilder() : parts;
      parts.append(sql, segment, quote + 1);
      segment = quote + 2;
    }
  }

  /// Reads an `E'…'` string with the escapes of C.
  int escaped(int start, int from) {
    StringBuilder text = new StringBuilder();
    ByteArrayOutputStream bytes = null;
    int at = from;
    while (true) {
      if (at >= length) {
        throw near("unterminated quoted string", start);
      }
      char c = sql.charAt(at);
      if (c == '\'') {
        boolean doubled = at + 1 < length && sql.charAt(at + 1) == '\'';
        int next = doubled ? at + 2 : continuation(at + 1);
        if (next < 0) {
          break;
        }
        if (doubled) {
          text.append('\'');
        }
        at = next;
      } else if (c != '\\') {
        text.append(c);
        at++;
      } else if (at + 1 >= length) {
        throw near("unterminated quoted string", start);
      } else {
        int code = byteEscape(at + 1);
        if (code >= 0) {
          bytes = bytes == null ? new ByteArrayOutputStream() : bytes;
          flush(text, bytes);
          bytes.write(code);
          at = byteEscapeEnd(at + 1);
        } else {
          at = characterEscape(at + 1, text);
        }
      }
    }
    UnicodeEscapes.requirePairs(text, sql, start);
    value = bytes == null ? text.toString() : decoded(text, bytes);
    return at + 1;
  }

  private static void flush(StringBuilder text, ByteArrayOutputStream bytes) {
    bytes.writeBytes(text.toString().getBytes(StandardCharsets.UTF_8));
    text.setLength(0);
  }

  private static String decoded(StringBuilder text, ByteArrayOutputStream bytes) {
    flush(text, bytes);
    byte[] all = bytes.toByteArray();
    for (byte b : all) {
      if (b == 0) {
        throw invalidBytes();
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(all)).toString();
    } catch (CharacterCodingException invalid) {
      throw invalidBytes();
    }
  }

  private static SyntaxError invalidBytes() {
    return new SyntaxError("22021", "invalid byte sequence for encoding \"UTF8\"", 0, null);
  }

  /// Returns the byte that an octal or hexadecimal escape stands for, -1 for any other escape.
  private int byteEscape(int at) {
    int end = byteEscapeEnd(at);
    if (end == at) {
      return -1;
    }
    return sql.charAt(at) == 'x'
        ? Integer.parseInt(sql, at + 1, end, 16)
        : Integer.parseInt(sql, at, end, 8) & 0xFF;
  }

  private int byteEscapeEnd(int at) {
    char c = sql.charAt(at);
    int end = at;
    if (c == 'x') {
      end = at + 1;
      while (end < length && end < at + 3 && Characters.hexValue(sql.charAt(end)) >= 0) {
        end++;
      }
      return end == at + 1 ? at : end;
    }
    while (end < length && end < at + 3 && sql.charAt(end) >= '0' && sql.charAt(end) <= '7') {
      end++;
    }
    return end;
  }

  private int characterEscape(int at, StringBuilder text) {
    char c = sql.charAt(at);
    if (c == 'u' || c == 'U') {
      int size = c == 'u' ? 4 : 8;
      int code = UnicodeEscapes.hex(sql, at + 1, size);
      if (code < 0) {
        throw new SyntaxError(
            "22025",
            "invalid Unicode escape",
            sql.codePointCount(0, at - 1) + 1,
            "Unicode escapes must be \\uXXXX or \\UXXXXXXXX.");
      }
      UnicodeEscapes.append(text, code, sql, at - 1);
      return at + 1 + size;
    }
    text.append(
        switch (c) {
          case 'b' -> '\b';
          case 'f' -> '\f';
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          case 'v' -> '\013';
          default -> c;
        });
    return at + 1;
  }

  /// Returns where a string goes on after a closing quote that ends at `at`, -1 if it does not:
  /// white space with a newline in it, and a quote. Line comments count as white space.
  private int continuation(int at) {
    int next = at;
    boolean newline = false;
    while (next < length) {
      char c = sql.charAt(next);
      if (c == '\'') {
        return newline ? next + 1 : -1;
      }
      if (sql.startsWith("--", next)) {
        while (next < length && !isNewline(sql.charAt(next))) {
          next++;
        }
      } else if (isSpace(c)) {
        newline |= isNewline(c);
        next++;
      } else {
        return -1;
      }
    }
    return -1;
  }

  private SyntaxError near(String message, int start) {
    return SyntaxError.at(
        SyntaxError.SYNTAX, message + " at or near \"" + sql.substring(start) + "\"", sql, start);
  }
}
