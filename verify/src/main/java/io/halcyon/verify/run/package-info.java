/// Runs workloads against a database while faults happen, and keeps what came of it: tallies,
/// histories, verdicts, the report. Start at {@link io.halcyon.verify.run.Runner}.
@NullMarked
package io.halcyon.verify.run;

import org.jspecify.annotations.NullMarked;
