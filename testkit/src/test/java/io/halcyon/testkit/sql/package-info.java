/// SQL as clients of PostgreSQL see it, on an embedded cluster.
@NullMarked
package io.halcyon.testkit.sql;

import org.jspecify.annotations.NullMarked;
