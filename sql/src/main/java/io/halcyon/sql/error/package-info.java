/// What goes wrong with a statement, as PostgreSQL says it. Start with `SqlError`.
@NullMarked
package io.halcyon.sql.error;

import org.jspecify.annotations.NullMarked;
