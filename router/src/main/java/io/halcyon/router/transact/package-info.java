/// Transactions at the router: the shell around `io.halcyon.txn.coordinator`, sessions and one-shot
/// programs on top of it, and what operators see of them.
///
/// Start with {@link io.halcyon.router.transact.Transactions}; one transaction is a {@link
/// io.halcyon.router.transact.TransactionDriver}. It knows nothing of gRPC. Each transaction is
/// owned by a {@link io.halcyon.router.transact.Strand}; nothing here blocks.
@NullMarked
package io.halcyon.router.transact;

import org.jspecify.annotations.NullMarked;
