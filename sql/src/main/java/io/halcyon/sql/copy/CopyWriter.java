package io.halcyon.sql.copy;

import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.text.TextFormats;
import io.halcyon.sql.value.Batch;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Writes rows as `COPY TO` does. Stateless but for its settings.
public final class CopyWriter {
  private final CopyFormat format;
  private final List<OutputColumn> columns;

  public CopyWriter(CopyFormat format, List<OutputColumn> columns) {
    this.format = format;
    this.columns = columns;
  }

  /// Returns the line with the names of the columns.
  public byte[] header() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < columns.size(); i++) {
      text.append(i == 0 ? "" : String.valueOf(format.delimiter()));
      field(columns.get(i).name(), text);
    }
    return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  /// Returns the lines of rows.
  public byte[] rows(Batch batch, SessionContext session) {
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < batch.size(); row++) {
      for (int i = 0; i < columns.size(); i++) {
        text.append(i == 0 ? "" : String.valueOf(format.delimiter()));
        Object value = batch.columns().get(i).get(row);
        if (value == null) {
          text.append(format.nullText());
        } else {
          field(TextFormats.write(columns.get(i).type(), value, session), text);
        }
      }
      text.append('\n');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void field(String value, StringBuilder text) {
    if (format.csv()) {
      csv(value, text);
    } else {
      plain(value, text);
    }
  }

  private void plain(String value, StringBuilder text) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> text.append("\\\\");
        case '\b' -> text.append("\\b");
        case '\f' -> text.append("\\f");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        case '\u000b' -> text.append("\\v");
        default -> {
          if (c == format.delimiter()) {
            text.append('\\');
          }
          text.append(c);
        }
      }
    }
  }

  private void csv(String value, StringBuilder text) {
    boolean quotes =
        value.equals(format.nullText())
            || value.equals("\\.")
            || value.indexOf(format.delimiter()) >= 0
            || value.indexOf(format.quote()) >= 0
            || value.indexOf('\n') >= 0
            || value.indexOf('\r') >= 0;
    if (!quotes) {
      text.append(value);
      return;
    }
    text.append(format.quote());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == format.quote() || c == format.escape()) {
        text.append(format.escape());
      }
      text.append(c);
    }
    text.append(format.quote());
  }
}
