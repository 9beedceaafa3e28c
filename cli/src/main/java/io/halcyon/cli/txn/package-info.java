/// Transactions typed line by line: how statements are written, said and shown. Knows neither files
/// nor shells. Start at {@link io.halcyon.cli.txn.TxnConversation}.
@NullMarked
package io.halcyon.cli.txn;

import org.jspecify.annotations.NullMarked;
