package io.halcyon.cli;

import picocli.CommandLine.IVersionProvider;

/// Tells which Halcyon this is.
public final class Version implements IVersionProvider {
  /// Returns the version from the jar's manifest; `development` when run from classes.
  public static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"halcyon " + text()};
  }
}
