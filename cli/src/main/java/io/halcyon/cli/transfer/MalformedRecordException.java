package io.halcyon.cli.transfer;

import java.io.IOException;

/// A record of a file is not of its format.
public final class MalformedRecordException extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedRecordException(long line, String problem) {
    super("line " + line + ": " + problem);
  }
}
