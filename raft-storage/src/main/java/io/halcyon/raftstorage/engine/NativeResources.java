package io.halcyon.raftstorage.engine;

import io.halcyon.core.failure.InvariantViolation;

/// Frees native objects, whose `close` is declared to throw but does not.
final class NativeResources {
  private NativeResources() {}

  static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw (InvariantViolation)
          new InvariantViolation("a native object could not be freed").initCause(e);
    }
  }
}
