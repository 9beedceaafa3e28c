/// How the executor reads tables: start with {@link io.halcyon.sql.access.Tables}. What a key or an
/// index looks like is not known here.
@NullMarked
package io.halcyon.sql.access;

import org.jspecify.annotations.NullMarked;
