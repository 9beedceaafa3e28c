package io.halcyon.bench;

import java.util.Locale;

/// How results are printed.
enum OutputFormat {
  TABLE,
  JSON;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
