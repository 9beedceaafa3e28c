package io.halcyon.cli.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Prints rows as a table or as JSON, some at a time, so that memory stays bounded. Not
/// thread-safe.
public final class Printer {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int ROWS_AT_A_TIME = 1_000;
  private static final int COLUMN_WIDTH_MAX = 60;

  private final Terminal terminal;
  private final OutputFormat format;
  private final List<Row> pending = new ArrayList<>();
  private List<Integer> widths = List.of();

  public Printer(Terminal terminal, OutputFormat format) {
    this.terminal = terminal;
    this.format = format;
  }

  public boolean isJson() {
    return format == OutputFormat.JSON;
  }

  /// Prints one object, or for people `text` in its place.
  public void single(Row row, String text) {
    switch (format) {
      case TABLE -> terminal.out().println(text);
      case JSON -> terminal.out().println(json(row));
    }
    terminal.flush();
  }

  /// Adds a row; call {@link #end} after the last.
  public void row(Row row) {
    switch (format) {
      case TABLE -> {
        pending.add(row);
        if (pending.size() >= ROWS_AT_A_TIME) {
          printPending();
        }
      }
      case JSON -> terminal.out().println(json(row));
    }
  }

  /// Prints rows at once.
  public void rows(List<Row> rows) {
    rows.forEach(this::row);
    end();
  }

  /// Prints what is pending; the next row begins another table.
  public void end() {
    printPending();
    widths = List.of();
    terminal.flush();
  }

  private void printPending() {
    if (pending.isEmpty()) {
      return;
    }
    List<String> names = List.copyOf(pending.getFirst().fields().keySet());
    List<List<String>> cells = new ArrayList<>();
    for (Row row : pending) {
      cells.add(row.fields().values().stream().map(Printer::cell).toList());
    }
    if (widths.isEmpty()) {
      widths = measure(names, cells);
      printLine(names.stream().map(name -> name.toUpperCase(Locale.ROOT)).toList());
    }
    cells.forEach(this::printLine);
    pending.clear();
  }

  private static List<Integer> measure(List<String> names, List<List<String>> cells) {
    List<Integer> measured = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      int widest = names.get(i).length();
      for (List<String> line : cells) {
        widest = Math.max(widest, width(line.get(i)));
      }
      measured.add(Math.min(widest, COLUMN_WIDTH_MAX));
    }
    return Collections.unmodifiableList(measured);
  }

  private void printLine(List<String> cells) {
    PrintStream out = terminal.out();
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      line.append(cells.get(i));
      if (i < cells.size() - 1) {
        line.repeat(' ', Math.max(0, widths.get(i) - width(cells.get(i))) + 2);
      }
    }
    out.println(line.toString().stripTrailing());
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }

  private static String cell(@Nullable Object value) {
    return switch (value) {
      case null -> "-";
      case List<?> list -> String.join(",", list.stream().map(String::valueOf).toList());
      case Object other -> other.toString();
    };
  }

  /// Returns a row as one line of JSON.
  public static String json(Row row) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = JSON.createGenerator(text)) {
      generator.writeStartObject();
      for (Map.Entry<String, @Nullable Object> field : row.fields().entrySet()) {
        generator.writeFieldName(field.getKey());
        write(generator, field.getValue());
      }
      generator.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator generator, @Nullable Object value) throws IOException {
    switch (value) {
      case null -> generator.writeNull();
      case Long number -> generator.writeNumber(number);
      case Integer number -> generator.writeNumber(number);
      case Boolean flag -> generator.writeBoolean(flag);
      case List<?> list -> {
        generator.writeStartArray();
        for (Object item : list) {
          write(generator, item);
        }
        generator.writeEndArray();
      }
      case Row nested -> generator.writeRawValue(json(nested));
      case Object other -> generator.writeString(other.toString());
    }
  }
}
