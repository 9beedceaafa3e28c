/// What the executor has decided, for people: `EXPLAIN`. Start with {@link
/// io.halcyon.sql.plan.PlanRecorder}.
@NullMarked
package io.halcyon.sql.plan;

import org.jspecify.annotations.NullMarked;
