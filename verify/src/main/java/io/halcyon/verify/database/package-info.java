/// What a workload needs of a database: a port, and its implementation over the Java client. Knows
/// nothing of workloads. Start at {@link io.halcyon.verify.database.Database}.
@NullMarked
package io.halcyon.verify.database;

import org.jspecify.annotations.NullMarked;
