package io.halcyon.core.config;

import java.util.List;
import java.util.Map;

/// A value as a layer gives it, before its type is applied.
sealed interface RawValue {
  /// One scalar; environment and flags give nothing else.
  record Text(String text) implements RawValue {}

  /// A sequence of the file.
  record Items(List<String> items) implements RawValue {}

  /// A mapping of the file.
  record Entries(Map<String, String> entries) implements RawValue {}
}
