package io.halcyon.clients;

/// Tells in the build's output what a suite has covered. Stateless.
public final class Covered {
  private Covered() {}

  /// Prints a line.
  ///
  /// @param client with its version
  public static void say(String client, String what) {
    System.out.println("covered: " + client + ": " + what);
  }
}
