package io.halcyon.core.config;

import java.util.List;

/// A loaded configuration and where each of its values came from.
///
/// @param value the record; may hold secrets
/// @param settings one per key, in the order of declaration; secrets masked
public record Configured<T extends Record>(T value, List<Setting> settings) {
  public Configured {
    settings = List.copyOf(settings);
  }

  /// Prints the settings, one a line, never the record, which may hold secrets.
  @Override
  public String toString() {
    return String.join("\n", settings.stream().map(Setting::toString).toList());
  }
}
