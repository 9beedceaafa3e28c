/// Values as text, and text as values, exactly as PostgreSQL 15's input and output functions have
/// it. One class for each family of types. Start with `TextFormats`.
@NullMarked
package io.halcyon.sql.text;

import org.jspecify.annotations.NullMarked;
