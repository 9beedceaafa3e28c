package io.halcyon.cli.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// Opens what can be imported.
public final class PairSources {
  private PairSources() {}

  /// @param size in bytes; negative if it is not known
  /// @throws MalformedRecordException if the header is wrong
  public static PairSource open(InputStream in, long size, FileFormat format, KeyColumn keys)
      throws IOException {
    return switch (format) {
      case JSONL -> new JsonLines(in, size, keys);
      case CSV -> new CsvRecords(in, size, keys);
    };
  }

  /// Returns pairs that are made on the way; their lines are their numbers.
  ///
  /// @param count how many there are; negative if that is not known
  public static PairSource of(Iterator<Pair> pairs, long count) {
    return new PairSource() {
      private long made;

      @Override
      public @Nullable Pair next() {
        if (!pairs.hasNext()) {
          return null;
        }
        made++;
        return pairs.next();
      }

      @Override
      public long line() {
        return made;
      }

      @Override
      public double fraction() {
        return count <= 0 ? -1 : (double) made / count;
      }

      @Override
      public void close() {}
    };
  }
}
