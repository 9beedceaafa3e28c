package io.halcyon.core.config;

/// The effective value of one key, as people may see it.
///
/// @param value printed in the key's own form; {@link Secret#MASK} if it is secret; empty if absent
/// @param layer which layer won
/// @param source where in that layer: `halcyon.yaml:12`, the environment variable, or the flag
public record Setting(String key, String value, Layer layer, String source) {
  /// Where values come from, weakest first.
  public enum Layer {
    DEFAULT,
    FILE,
    ENVIRONMENT,
    FLAG
  }

  /// Prints `key=value (source)`.
  @Override
  public String toString() {
    return key + "=" + value + " (" + source + ")";
  }
}
