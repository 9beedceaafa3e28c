/// Chaos with real processes: a cluster (`cluster`), faults (`nemesis`), availability (`probe`),
/// and a run that brings them together with the workloads of {@link io.halcyon.verify} and tells
/// what came of it (`run`). Sees Halcyon only over the network: of its modules it uses the Java
/// client, the workloads and the checker, and the servers are processes like those of a user. Start
/// reading at `run.ChaosRun`.
@NullMarked
package io.halcyon.chaos;

import org.jspecify.annotations.NullMarked;
