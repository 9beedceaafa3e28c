/// A deterministic simulation of rules C1 to C3 and of single-key operations under them.
///
/// Owns the virtual clocks, the seeded scheduler and network, an abstract Raft, and a shell around
/// the very classes of `txn` that production runs; after every event the {@link
/// io.halcyon.testkit.simulation.Oracle} checks the invariants. Knows nothing of `node`, `router`
/// or `client`. Start with {@link io.halcyon.testkit.simulation.Simulation}.
@NullMarked
package io.halcyon.testkit.simulation;

import org.jspecify.annotations.NullMarked;
