package io.halcyon.raftstorage.entry;

/// What one effect of an entry does to the store.
public enum EffectKind {
  /// Writes a version of a key.
  PUT(1),
  /// Deletes a key as of a timestamp.
  DELETE(2),
  /// Remembers the outcome of a request id (T3).
  OUTCOME(3),
  /// Sets or, with an empty value, removes a free-form record of the shard.
  META(4),
  /// Sets the intent record of a key.
  INTENT_PUT(5),
  INTENT_REMOVE(6),
  /// Sets a transaction record.
  TXN_PUT(7),
  TXN_REMOVE(8),
  /// Remembers a record for as long as what was created when it was is not forgotten.
  REMEMBER(9),
  /// Raises the mark below which what is remembered may be dropped.
  FORGET_BEFORE(10);

  private static final EffectKind[] BY_CODE = new EffectKind[11];

  static {
    for (EffectKind kind : values()) {
      BY_CODE[kind.code] = kind;
    }
  }

  private final byte code;

  EffectKind(int code) {
    this.code = (byte) code;
  }

  byte code() {
    return code;
  }

  /// @throws MalformedEntryException if no kind has the code
  static EffectKind of(byte code) {
    if (code < 1 || code >= BY_CODE.length) {
      throw new MalformedEntryException("effect kind " + code + " is not known");
    }
    return BY_CODE[code];
  }
}
