/// Recorded histories and what can be proved about them: a pure library without I/O of its own,
/// clocks or threads, used by tests and by users who check their own clusters.
///
/// Single keys: {@link io.halcyon.checker.history.History} and {@link
/// io.halcyon.checker.linearizability.LinearizabilityChecker}. Transactions: {@link
/// io.halcyon.checker.transactions.TransactionRecorder} and {@link
/// io.halcyon.checker.transactions.TransactionChecker}. The promise of one workload: {@link
/// io.halcyon.checker.workloads.WorkloadCheck}. A page about all of them: {@link
/// io.halcyon.checker.report.HtmlReport}.
@NullMarked
package io.halcyon.checker;

import org.jspecify.annotations.NullMarked;
