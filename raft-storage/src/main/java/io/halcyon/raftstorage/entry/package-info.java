/// The bytes of one log entry: what the leader evaluated, as effects that replicas apply blindly
/// (S2).
///
/// Layout, numbers big-endian:
///
/// ```
/// entry:  version (1) | evaluated term (8) | bound (8) | closed (8) | count (4) | effects
/// PUT:                1 | key length (2) | ts (8) | expires at millis (8) | value length (4) | key | value
/// DELETE:             2 | key length (2) | ts (8) | key
/// OUTCOME:            3 | session (8) | sequence (8) | created millis (8) | value length (4) | value
/// META:               4 | name length (2) | value length (4) | name | value
/// INTENT_PUT:         5 | key length (2) | value length (4) | key | value
/// INTENT_REMOVE:      6 | key length (2) | key
/// TXN_PUT:            7 | key length (2) | value length (4) | key | value
/// TXN_REMOVE:         8 | key length (2) | key
/// REMEMBER:           9 | key length (2) | created millis (8) | value length (4) | key | value
/// FORGET_BEFORE:     10 | millis (8)
/// ```
///
/// Codes are never used again for anything else. A reader that does not know a code refuses the
/// whole entry: it can not tell how long the effect is, and must not apply half of an entry.
///
/// This package knows nothing of RocksDB or of Raft. Start reading at {@link EntryWriter}.
@NullMarked
package io.halcyon.raftstorage.entry;

import org.jspecify.annotations.NullMarked;
