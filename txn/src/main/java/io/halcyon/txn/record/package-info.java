/// What the transaction protocol speaks of: keys and spans, ids, writes, intents, outcomes, and the
/// changes that an entry of a shard's log makes to its replicated state.
///
/// Plain values; nothing here decides. Start with {@link io.halcyon.txn.record.TxnId} and {@link
/// io.halcyon.txn.record.Change}.
@NullMarked
package io.halcyon.txn.record;

import org.jspecify.annotations.NullMarked;
