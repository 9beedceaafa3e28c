package io.halcyon.cli.dataset;

import io.halcyon.cli.output.Printer;
import io.halcyon.cli.output.Row;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The Unicode character database as the JDK knows it.
final class Characters {
  private Characters() {}

  static Stream<DataRecord> records() {
    return IntStream.rangeClosed(Character.MIN_CODE_POINT, Character.MAX_CODE_POINT)
        .filter(Characters::named)
        .mapToObj(Characters::record);
  }

  private static boolean named(int codePoint) {
    int type = Character.getType(codePoint);
    return type != Character.UNASSIGNED
        && type != Character.PRIVATE_USE
        && type != Character.SURROGATE;
  }

  private static DataRecord record(int codePoint) {
    Row row = Row.of("name", Character.getName(codePoint));
    if (!Character.isISOControl(codePoint)) {
      row.with("character", Character.toString(codePoint));
    }
    row.with("block", String.valueOf(Character.UnicodeBlock.of(codePoint)))
        .with("script", Character.UnicodeScript.of(codePoint).name().toLowerCase(Locale.ROOT));
    return new DataRecord("unicode/U+%04X".formatted(codePoint), Printer.json(row));
  }
}
