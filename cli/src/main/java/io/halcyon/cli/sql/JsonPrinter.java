package io.halcyon.cli.sql;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.halcyon.client.SqlColumn;
import io.halcyon.client.SqlRow;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;

/// One JSON object a line: numbers, truth values, json and jsonb as such, anything else as
/// PostgreSQL's text. What JSON has no number for (NaN, Infinity) is text, too. Not thread-safe.
final class JsonPrinter implements RowPrinter {
  private static final JsonFactory JSON = new JsonFactory();

  private final List<SqlColumn> columns;
  private final PrintStream out;

  JsonPrinter(List<SqlColumn> columns, PrintStream out) {
    this.columns = columns;
    this.out = out;
  }

  @Override
  public void row(SqlRow row) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = JSON.createGenerator(text)) {
      generator.writeStartObject();
      for (int i = 0; i < columns.size(); i++) {
        generator.writeFieldName(columns.get(i).name());
        write(generator, row, i);
      }
      generator.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    out.println(text);
  }

  private void write(JsonGenerator generator, SqlRow row, int column) throws IOException {
    switch (row.get(column)) {
      case null -> generator.writeNull();
      case Long number -> generator.writeNumber(number);
      case Boolean flag -> generator.writeBoolean(flag);
      case Double number when Double.isFinite(number) ->
          generator.writeNumber(String.valueOf(row.getString(column)));
      case byte[] bytes -> generator.writeString("\\x" + HexFormat.of().formatHex(bytes));
      case String value -> text(generator, columns.get(column).typeName(), value);
      case Object other -> generator.writeString(other.toString());
    }
  }

  private static void text(JsonGenerator generator, String type, String value) throws IOException {
    boolean finite = type.equals("numeric") && Character.isDigit(value.charAt(value.length() - 1));
    if (finite) {
      generator.writeNumber(value);
    } else if (type.equals("jsonb")) {
      generator.writeRawValue(value);
    } else if (type.equals("json")) {
      generator.writeRawValue(value.replace('\n', ' ').replace('\r', ' '));
    } else {
      generator.writeString(value);
    }
  }

  @Override
  public void end() {
    // There is nothing more to say.
  }
}
