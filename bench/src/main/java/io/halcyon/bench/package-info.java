/// The `bench` command: load against running clusters, the limits of the machine below them, and
/// microbenchmarks. Start at {@link io.halcyon.bench.BenchCommand}.
///
/// Unlike the servers' code, this module reads the system's clock directly.
@NullMarked
package io.halcyon.bench;

import org.jspecify.annotations.NullMarked;
