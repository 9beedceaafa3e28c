/// The workloads: what each client does next, what is recorded of it, and how the record is judged.
/// Knows neither threads nor time limits, so that tests can run the clients of a workload in any
/// order. Start at {@link io.halcyon.verify.workload.WorkloadKind}.
@NullMarked
package io.halcyon.verify.workload;

import org.jspecify.annotations.NullMarked;
