/// Checks of single workloads, each for one promise that users know by name: money is conserved,
/// nothing added to a set is lost, a queue hands each element to one worker. Small pure classes
/// over the history of {@link io.halcyon.checker.transactions}; they say less than the transaction
/// checker and say it plainer. Start at {@link io.halcyon.checker.workloads.WorkloadCheck}.
@NullMarked
package io.halcyon.checker.workloads;

import org.jspecify.annotations.NullMarked;
