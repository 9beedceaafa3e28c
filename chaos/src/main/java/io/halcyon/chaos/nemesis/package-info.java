/// Faults: which, when and for how long (`FaultPlan`, a pure function of the seed), and doing them
/// to a cluster (`Nemesis`). Knows nothing of the traffic.
@NullMarked
package io.halcyon.chaos.nemesis;

import org.jspecify.annotations.NullMarked;
