/// Module sql.
@NullMarked
package io.halcyon.sql;

import org.jspecify.annotations.NullMarked;
