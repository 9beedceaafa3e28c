/// Workloads that find out whether a running cluster keeps its promises. Sees Halcyon only through
/// its Java client, and judges with the checkers; `halcyon verify` and the chaos tests run them.
/// Start at {@link io.halcyon.verify.run.Runner}.
@NullMarked
package io.halcyon.verify;

import org.jspecify.annotations.NullMarked;
