package io.halcyon.sql.kernel;

/// Functions of booleans.
final class BooleanFunctions {
  private BooleanFunctions() {}

  static void define(KernelTable table) {
    table.two("booland_statefunc", (Boolean a, Boolean b) -> a && b);
    table.two("boolor_statefunc", (Boolean a, Boolean b) -> a || b);
  }
}
