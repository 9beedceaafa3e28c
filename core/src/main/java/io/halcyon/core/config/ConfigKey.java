package io.halcyon.core.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One configuration key, derived from a record component.
///
/// @param name for instance `node.lease.duration`
/// @param optional whether the value may be absent, written as empty text
/// @param defaultValue null if absent by default
/// @param description Markdown, empty if none was given
record ConfigKey(
    String name,
    ValueType type,
    boolean optional,
    boolean secret,
    @Nullable Object defaultValue,
    String description) {
  /// What every environment variable of Halcyon begins with.
  static final String ENVIRONMENT_PREFIX = "HALCYON_";

  /// Returns the environment variable, for instance `HALCYON_NODE_LEASE_DURATION`.
  String environment() {
    return ENVIRONMENT_PREFIX + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /// Applies the key's type.
  ///
  /// @throws IllegalArgumentException saying what is wrong, without the value
  @Nullable Object read(RawValue raw) {
    if (optional && raw instanceof RawValue.Text(String text) && text.isEmpty()) {
      return null;
    }
    return type.read().apply(raw);
  }

  /// Returns a value as people may see it.
  String show(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    return secret ? Secret.MASK : type.print().apply(value);
  }
}
