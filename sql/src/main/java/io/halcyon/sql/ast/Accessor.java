package io.halcyon.sql.ast;

import org.jspecify.annotations.Nullable;

/// A step into a composite value or an array.
public sealed interface Accessor {
  /// `.name`.
  record Field(String name) implements Accessor {}

  /// `.*`.
  record AllFields() implements Accessor {}

  /// `[index]`.
  record Element(Expression index) implements Accessor {}

  /// `[lower:upper]`, each end of which may be left out.
  record Slice(@Nullable Expression lower, @Nullable Expression upper) implements Accessor {}
}
