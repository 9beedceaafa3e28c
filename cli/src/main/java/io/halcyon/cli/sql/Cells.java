package io.halcyon.cli.sql;

import io.halcyon.client.SqlColumn;
import io.halcyon.client.SqlRow;
import java.util.List;
import java.util.Set;
import org.jline.utils.WCWidth;
import org.jspecify.annotations.Nullable;

/// Values as cells of a table. Stateless.
final class Cells {
  /// int8, int2, int4, oid, float4, float8, money, numeric.
  private static final Set<Integer> NUMBERS = Set.of(20, 21, 23, 26, 700, 701, 790, 1700);

  private Cells() {}

  static boolean isNumber(SqlColumn column) {
    return NUMBERS.contains(column.typeOid());
  }

  /// Returns the lines of a value.
  static List<String> lines(SqlRow row, int column) {
    @Nullable String text = row.getString(column);
    return text == null ? List.of("NULL") : List.of(printable(text).split("\n", -1));
  }

  /// Control characters would move the cursor.
  private static String printable(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\n' -> shown.append(c);
        case '\r' -> shown.append("\\r");
        case '\t' -> shown.append("        ");
        default -> {
          if (Character.isISOControl(c)) {
            shown.append("\\x%02X".formatted((int) c));
          } else {
            shown.append(c);
          }
        }
      }
    }
    return shown.toString();
  }

  /// Returns how many columns of the terminal a text takes.
  static int width(String text) {
    return text.codePoints().map(each -> Math.max(0, WCWidth.wcwidth(each))).sum();
  }

  static int width(List<String> lines) {
    return lines.stream().mapToInt(Cells::width).max().orElse(0);
  }

  static String padding(int width) {
    return " ".repeat(Math.max(0, width));
  }
}
