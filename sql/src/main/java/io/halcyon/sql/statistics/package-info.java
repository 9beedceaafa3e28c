/// What is known of the rows of tables without reading them: how many there are, and how the values
/// of their columns are spread. `ANALYZE` makes it, the choice of access paths and join orders uses
/// it; nothing that is returned depends on it. Start with {@link
/// io.halcyon.sql.statistics.TableStatistics}.
@NullMarked
package io.halcyon.sql.statistics;

import org.jspecify.annotations.NullMarked;
