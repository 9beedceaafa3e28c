package io.halcyon.cli.transfer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads CSV (RFC 4180) with a header line: columns `key` and `value`, or any columns, of which one
/// is the key and the others become a JSON object. Fields in quotes may hold commas and line ends.
final class CsvRecords implements PairSource {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int COLUMNS_MAX = 10_000;
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final LineReader characters;
  private final KeyColumn keys;
  private final List<String> header;
  private final int keyIndex;
  private final int valueIndex;
  private long line;
  private boolean ended;

  CsvRecords(InputStream in, long size, KeyColumn keys) throws IOException {
    this.characters = new LineReader(in, size);
    this.keys = keys;
    List<String> first = record();
    if (first.isEmpty()) {
      throw new MalformedRecordException(1, "a header line is needed");
    }
    if (first.getFirst().startsWith(String.valueOf(BYTE_ORDER_MARK))) {
      first = new ArrayList<>(first);
      first.set(0, first.getFirst().substring(1));
    }
    this.header = List.copyOf(first);
    String keyName = keys.name() == null ? "key" : keys.name();
    this.keyIndex = column(keyName);
    this.valueIndex = keys.name() == null ? column("value") : -1;
  }

  private int column(String name) throws IOException {
    int index = header.indexOf(name);
    if (index < 0) {
      throw new MalformedRecordException(
          1, "no column \"" + name + "\" in the header " + header + "; name the key's with --key");
    }
    return index;
  }

  @Override
  public @Nullable Pair next() throws IOException {
    while (true) {
      line = characters.line();
      List<String> fields = record();
      if (fields.isEmpty()) {
        return null;
      }
      if (fields.size() == 1 && fields.getFirst().isEmpty()) {
        continue;
      }
      if (fields.size() != header.size()) {
        throw new MalformedRecordException(
            line, fields.size() + " fields, but the header has " + header.size());
      }
      String value = valueIndex >= 0 ? fields.get(valueIndex) : json(fields);
      return new Pair(
          (keys.prefix() + fields.get(keyIndex)).getBytes(StandardCharsets.UTF_8),
          value.getBytes(StandardCharsets.UTF_8));
    }
  }

  private String json(List<String> fields) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = JSON.createGenerator(text)) {
      generator.writeStartObject();
      for (int i = 0; i < fields.size(); i++) {
        if (i != keyIndex) {
          generator.writeStringField(header.get(i), fields.get(i));
        }
      }
      generator.writeEndObject();
    }
    return text.toString();
  }

  /// Returns the fields of the next record; none at the end.
  private List<String> record() throws IOException {
    if (ended) {
      return List.of();
    }
    long start = characters.line();
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    int c = characters.read();
    if (c < 0) {
      ended = true;
      return List.of();
    }
    while (true) {
      if (c == '"' && field.isEmpty()) {
        c = quoted(field, start);
      }
      if (c < 0 || c == '\n' || c == ',') {
        fields.add(field.toString());
        field.setLength(0);
        if (c != ',') {
          ended = c < 0;
          return fields;
        }
        if (fields.size() > COLUMNS_MAX) {
          throw new MalformedRecordException(start, "more than " + COLUMNS_MAX + " fields");
        }
      } else {
        LineReader.append(field, (char) c, start);
      }
      c = characters.read();
    }
  }

  /// Reads the rest of a field in quotes; returns the character after it.
  private int quoted(StringBuilder field, long start) throws IOException {
    while (true) {
      int c = characters.read();
      if (c < 0) {
        throw new MalformedRecordException(start, "a quoted field does not end");
      }
      if (c == '"') {
        int next = characters.read();
        if (next != '"') {
          if (next >= 0 && next != ',' && next != '\n') {
            throw new MalformedRecordException(start, "text after a quoted field");
          }
          return next;
        }
      }
      LineReader.append(field, (char) c, start);
    }
  }

  @Override
  public long line() {
    return line;
  }

  @Override
  public double fraction() {
    return characters.fraction();
  }

  @Override
  public void close() throws IOException {
    characters.close();
  }
}
