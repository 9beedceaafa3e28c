package io.halcyon.bench;

/// How results are printed.
enum OutputFormat {
  TABLE,
  JSON
}
