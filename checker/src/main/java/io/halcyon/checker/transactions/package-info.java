/// Decides whether a history of transactions keeps an isolation level, from what clients saw alone
/// (Kingsbury & Alvaro, "Elle: Inferring Isolation Anomalies from Experimental Observations", VLDB
/// 2020; the anomalies are Adya's, "Weak Consistency", 1999).
///
/// Record with {@link io.halcyon.checker.transactions.TransactionRecorder}, then ask {@link
/// io.halcyon.checker.transactions.TransactionChecker}. This package knows keys, versions and
/// words; the graph algorithms are in {@link io.halcyon.checker.transactions.graph}.
@NullMarked
package io.halcyon.checker.transactions;

import org.jspecify.annotations.NullMarked;
