/// Traffic through the Java client, recorded as a history for the checker. Knows nothing of faults.
/// Start reading at `RegisterWorkload`.
@NullMarked
package io.halcyon.chaos.workload;

import org.jspecify.annotations.NullMarked;
