package io.halcyon.raftstorage.engine;

/// Keys of the meta family: `00 | name` for the store's own records, `01 | name` for free-form
/// ones.
final class MetaKeys {
  /// The applied state, {@link AppliedState}.
  static final byte[] APPLIED = {0, 'a'};

  /// The garbage collection horizon of this replica, `ts (8)`.
  static final byte[] HORIZON = {0, 'h'};

  /// The mark before which what is remembered may have been dropped, `millis (8)`.
  static final byte[] FORGOTTEN = {0, 'f'};

  private static final byte NAMED = 1;

  private MetaKeys() {}

  static byte[] named(byte[] name) {
    byte[] key = new byte[name.length + 1];
    key[0] = NAMED;
    System.arraycopy(name, 0, key, 1, name.length);
    return key;
  }
}
