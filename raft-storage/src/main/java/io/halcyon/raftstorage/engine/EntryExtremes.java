package io.halcyon.raftstorage.engine;

import io.halcyon.raftstorage.entry.EntryReader;

/// The greatest numbers in an entry, which decide marks of the whole store.
///
/// @param timestamp of any version or deletion; 0 if there is none
/// @param deletion of any deletion; 0 if there is none
/// @param forgetBeforeMillis mark before which what is remembered may be dropped; 0 if there is
///   none
record EntryExtremes(long timestamp, long deletion, long forgetBeforeMillis) {
  /// Walks over the entry and leaves it rewound.
  static EntryExtremes of(EntryReader entry) {
    long timestamp = 0;
    long deletion = 0;
    long forgetBefore = 0;
    entry.rewind();
    while (entry.next()) {
      switch (entry.kind()) {
        case PUT -> timestamp = Math.max(timestamp, entry.timestamp());
        case DELETE -> deletion = Math.max(deletion, entry.timestamp());
        case FORGET_BEFORE -> forgetBefore = Math.max(forgetBefore, entry.forgetBeforeMillis());
        case OUTCOME, META, INTENT_PUT, INTENT_REMOVE, TXN_PUT, TXN_REMOVE, REMEMBER -> {}
      }
    }
    entry.rewind();
    return new EntryExtremes(Math.max(timestamp, deletion), deletion, forgetBefore);
  }
}
