package io.halcyon.client;

/// One step of a conditional operation or of a {@link Program}: a read, or a {@link Write}.
public sealed interface Action extends ProgramStep permits Action.Get, Write {
  byte[] key();

  record Get(byte[] key) implements Action {}

  static Action get(byte[] key) {
    return new Get(key);
  }

  static Action get(String key) {
    return new Get(Text.utf8(key));
  }
}
