/// Crash tests with real processes: a cluster of processes (`cluster`), traffic against it
/// (`workload`), faults (`nemesis`), and a run that brings the three together and judges what
/// clients were told (`run`). Sees Halcyon only over the network: of its modules it uses the Java
/// client and the checker, and the servers are processes like those of a user. Start reading at
/// `run.ChaosRun`.
@NullMarked
package io.halcyon.chaos;

import org.jspecify.annotations.NullMarked;
