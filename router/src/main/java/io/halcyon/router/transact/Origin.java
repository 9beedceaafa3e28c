package io.halcyon.router.transact;

import io.halcyon.txn.coordinator.Isolation;

/// Who has begun a transaction and how, for operators.
///
/// @param client `host:port` of the client; empty for what the router itself began
/// @param label given by the client
record Origin(String client, String label, Isolation isolation, boolean readOnly) {}
