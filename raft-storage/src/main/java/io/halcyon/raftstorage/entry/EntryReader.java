package io.halcyon.raftstorage.entry;

import io.halcyon.core.id.RequestId;
import java.util.Arrays;

/// Walks over one log entry that {@link EntryWriter} built, without copying it.
///
/// The constructor checks the whole structure (version, every length, the count, no trailing
/// bytes), so that a malformed entry is refused before any of its effects is seen. Bytes that are
/// flipped inside a key or a value are not detected here: the log's checksum does that.
///
/// Accessors other than the entry's own refer to the effect that {@link #next} moved to. Not
/// thread-safe; the buffer must not change while the reader is in use.
public final class EntryReader {
  private final byte[] buffer;
  private final int start;
  private final int end;
  private final int count;

  private int read;
  private int position;
  private int effect;
  private EffectKind kind = EffectKind.META;
  private int keyOffset;
  private int keyLength;
  private int valueOffset;
  private int valueLength;

  /// @throws MalformedEntryException if the bytes do not follow the layout
  public EntryReader(byte[] buffer, int offset, int length) {
    if (offset < 0 || length < EntryWriter.HEADER || offset > buffer.length - length) {
      throw new MalformedEntryException("entry of " + length + " bytes is too short");
    }
    if (buffer[offset] != EntryWriter.VERSION) {
      throw new MalformedEntryException("entry version " + buffer[offset] + " is not supported");
    }
    this.buffer = buffer;
    this.start = offset;
    this.end = offset + length;
    this.count = (int) EntryWriter.INT.get(buffer, offset + 25);
    if (evaluatedTerm() < 0 || bound() < 0 || closedTs() < 0 || count < 0) {
      throw new MalformedEntryException("negative number in the entry's header");
    }
    check();
  }

  /// Returns the term in which the entry was evaluated; in a log entry of another term it is a
  /// no-op (S2).
  public long evaluatedTerm() {
    return (long) EntryWriter.LONG.get(buffer, start + 1);
  }

  /// Returns the upper bound B (C1).
  public long bound() {
    return (long) EntryWriter.LONG.get(buffer, start + 9);
  }

  /// Returns the closed timestamp; 0 if none.
  public long closedTs() {
    return (long) EntryWriter.LONG.get(buffer, start + 17);
  }

  /// Returns the number of effects.
  public int count() {
    return count;
  }

  /// Moves to the next effect; returns false at the end.
  public boolean next() {
    if (read == count) {
      return false;
    }
    advance();
    read++;
    return true;
  }

  /// Moves before the first effect.
  public void rewind() {
    read = 0;
    position = start + EntryWriter.HEADER;
  }

  public EffectKind kind() {
    return kind;
  }

  /// Returns a copy of the key (or a meta record's name); empty for an outcome and for a mark.
  public byte[] key() {
    return Arrays.copyOfRange(buffer, keyOffset, keyOffset + keyLength);
  }

  /// Returns where the key starts in {@link #buffer}.
  public int keyOffset() {
    return keyOffset;
  }

  public int keyLength() {
    return keyLength;
  }

  /// Returns the timestamp of a put or delete, packed; 0 for other effects.
  public long timestamp() {
    return switch (kind) {
      case PUT, DELETE -> (long) EntryWriter.LONG.get(buffer, effect + 3);
      case OUTCOME, META, INTENT_PUT, INTENT_REMOVE, TXN_PUT, TXN_REMOVE, REMEMBER, FORGET_BEFORE ->
          0;
    };
  }

  /// Returns the physical time from which a put is invisible; 0 for never.
  public long expiresAtMillis() {
    return kind == EffectKind.PUT ? (long) EntryWriter.LONG.get(buffer, effect + 11) : 0;
  }

  /// Returns when the request was made that a remembered record belongs to; 0 for other effects.
  public long createdMillis() {
    return kind == EffectKind.REMEMBER ? (long) EntryWriter.LONG.get(buffer, effect + 3) : 0;
  }

  /// Returns the mark below which what is remembered may be dropped; 0 for other effects.
  public long forgetBeforeMillis() {
    return kind == EffectKind.FORGET_BEFORE ? (long) EntryWriter.LONG.get(buffer, effect + 1) : 0;
  }

  /// Returns the array that holds the entry, not a copy.
  public byte[] buffer() {
    return buffer;
  }

  /// Returns where the value (or outcome, intent, record) starts in {@link #buffer}.
  public int valueOffset() {
    return valueOffset;
  }

  /// Returns the length of the value, 0 for effects without one.
  public int valueLength() {
    return valueLength;
  }

  /// @throws IllegalStateException if the effect is not an outcome
  public RequestId requestId() {
    if (kind != EffectKind.OUTCOME) {
      throw new IllegalStateException("not an outcome but " + kind);
    }
    return new RequestId(
        (long) EntryWriter.LONG.get(buffer, effect + 1),
        (long) EntryWriter.LONG.get(buffer, effect + 9),
        (long) EntryWriter.LONG.get(buffer, effect + 17));
  }

  private void check() {
    rewind();
    while (next()) {
      if (keyLength == 0 && hasKey()) {
        throw new MalformedEntryException("empty key at byte " + (effect - start));
      }
      if (timestamp() < 0 || expiresAtMillis() < 0 || forgetBeforeMillis() < 0) {
        throw new MalformedEntryException("negative timestamp at byte " + (effect - start));
      }
    }
    if (position != end) {
      throw new MalformedEntryException((end - position) + " bytes follow the last effect");
    }
    rewind();
  }

  private boolean hasKey() {
    return kind != EffectKind.OUTCOME && kind != EffectKind.FORGET_BEFORE;
  }

  private void advance() {
    effect = position;
    need(1);
    kind = EffectKind.of(buffer[effect]);
    switch (kind) {
      case PUT -> slices(EntryWriter.PUT_HEADER, 19);
      case DELETE -> slices(EntryWriter.DELETE_HEADER, 0);
      case OUTCOME -> {
        need(EntryWriter.OUTCOME_HEADER);
        place(EntryWriter.OUTCOME_HEADER, 0, (int) EntryWriter.INT.get(buffer, effect + 25));
      }
      case META, INTENT_PUT, TXN_PUT -> slices(EntryWriter.RECORD_HEADER, 3);
      case INTENT_REMOVE, TXN_REMOVE -> slices(EntryWriter.REMOVE_HEADER, 0);
      case REMEMBER -> slices(EntryWriter.REMEMBER_HEADER, 11);
      case FORGET_BEFORE -> {
        need(EntryWriter.FORGET_BYTES);
        place(EntryWriter.FORGET_BYTES, 0, 0);
      }
    }
  }

  /// Sets the slices of an effect whose key length is at byte 1 and whose value length, if it has
  /// one, is at `valueLengthAt`.
  private void slices(int header, int valueLengthAt) {
    need(header);
    int key = (short) EntryWriter.SHORT.get(buffer, effect + 1) & 0xFFFF;
    int value = valueLengthAt == 0 ? 0 : (int) EntryWriter.INT.get(buffer, effect + valueLengthAt);
    place(header, key, value);
  }

  private void place(int header, int key, int value) {
    if (value < 0 || (long) header + key + value > end - effect) {
      throw new MalformedEntryException("effect cut off at byte " + (effect - start));
    }
    keyOffset = effect + header;
    keyLength = key;
    valueOffset = keyOffset + key;
    valueLength = value;
    position = valueOffset + value;
  }

  private void need(int bytes) {
    if (end - effect < bytes) {
      throw new MalformedEntryException("effect cut off at byte " + (effect - start));
    }
  }
}
