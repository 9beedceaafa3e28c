package io.halcyon.checker.history;

/// How a call ended for the client that made it.
public sealed interface Outcome {
  /// It took effect between its invocation and its completion, with this answer.
  record Ok(Answer answer) implements Outcome {}

  /// It did not take effect and never will.
  record Failed(String detail) implements Outcome {}

  /// It may take effect at any time after its invocation, or never: a timeout after sending, or a
  /// client that died.
  record Ambiguous(String detail) implements Outcome {}
}
