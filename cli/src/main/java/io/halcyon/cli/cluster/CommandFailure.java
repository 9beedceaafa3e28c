package io.halcyon.cli.cluster;

/// A command cannot do what it is asked to; the message says why and what to do.
final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CommandFailure(String message) {
    super(message);
  }
}
