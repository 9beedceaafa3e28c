package io.halcyon.core.config;

import java.util.List;

/// The configuration cannot be used; every problem that was found is listed, each with its key,
/// value and origin.
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  public ConfigException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  public List<String> problems() {
    return problems;
  }
}
