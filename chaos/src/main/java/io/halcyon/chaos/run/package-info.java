/// A whole run: cluster, traffic and faults together, the verdict, and what is kept of it. Start
/// reading at `ChaosRun`.
@NullMarked
package io.halcyon.chaos.run;

import org.jspecify.annotations.NullMarked;
