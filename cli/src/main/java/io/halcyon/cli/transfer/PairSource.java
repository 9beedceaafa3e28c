package io.halcyon.cli.transfer;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Where an import's pairs come from. Not thread-safe.
public interface PairSource extends AutoCloseable {
  /// Returns the next pair; null at the end.
  ///
  /// @throws MalformedRecordException if the record is not of the format
  @Nullable Pair next() throws IOException;

  /// Returns the line, counted from 1, on which the pair returned last began.
  long line();

  /// Returns how much has been read, from 0 to 1; negative if it is not known.
  double fraction();

  @Override
  void close() throws IOException;
}
