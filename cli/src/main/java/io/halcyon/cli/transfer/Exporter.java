package io.halcyon.cli.transfer;

import io.halcyon.cli.output.Bytes;
import io.halcyon.cli.output.Printer;
import io.halcyon.cli.output.Progress;
import io.halcyon.cli.output.Row;
import io.halcyon.client.Entry;
import java.io.IOException;
import java.io.Writer;
import java.util.Iterator;
import java.util.Optional;

/// Writes pairs to a file, one after another. Not thread-safe.
public final class Exporter {
  /// How much was written.
  public record Result(long pairs, long bytes) {}

  private Exporter() {}

  /// @throws MalformedRecordException if the format cannot hold a pair: CSV holds only UTF-8
  public static Result run(Iterator<Entry> pairs, FileFormat format, Writer file, Progress progress)
      throws IOException {
    long count = 0;
    long bytes = 0;
    if (format == FileFormat.CSV) {
      file.write("key,value\n");
    }
    while (pairs.hasNext()) {
      Entry pair = pairs.next();
      count++;
      bytes += pair.key().length + pair.value().length;
      file.write(
          switch (format) {
            case JSONL -> json(pair);
            case CSV -> text(pair.key(), count) + "," + text(pair.value(), count);
          });
      file.write('\n');
      progress.at(count, -1);
    }
    file.flush();
    return new Result(count, bytes);
  }

  private static String json(Entry pair) {
    Row row = new Row();
    Bytes.TEXT.add(row, "key", pair.key());
    Bytes.TEXT.add(row, "value", pair.value());
    return Printer.json(row);
  }

  private static String text(byte[] bytes, long line) throws IOException {
    Optional<String> text = Bytes.utf8(bytes);
    if (text.isEmpty()) {
      throw new MalformedRecordException(
          line + 1, "not UTF-8, which CSV cannot hold; export with --format jsonl");
    }
    String field = text.get();
    boolean quote =
        field.isEmpty()
            || field.chars().anyMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r');
    return quote ? '"' + field.replace("\"", "\"\"") + '"' : field;
  }
}
