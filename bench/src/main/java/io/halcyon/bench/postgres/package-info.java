/// PostgreSQL as a target of the load generator, by JDBC. Start at {@link
/// io.halcyon.bench.postgres.PostgresTransfers}.
@NullMarked
package io.halcyon.bench.postgres;

import org.jspecify.annotations.NullMarked;
