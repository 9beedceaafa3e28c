/// The load generator: workloads, key distributions, closed and open loop, measurements. Knows no
/// system; those are {@link io.halcyon.bench.load.KvTarget}s and {@link
/// io.halcyon.bench.load.TransferTarget}s. Start at {@link io.halcyon.bench.load.LoadRun}.
@NullMarked
package io.halcyon.bench.load;

import org.jspecify.annotations.NullMarked;
