/// The corpus of statements that keeps the parser honest, and the real PostgreSQL that judges it.
@NullMarked
package io.halcyon.sql.corpus;

import org.jspecify.annotations.NullMarked;
