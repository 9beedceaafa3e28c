/// Types as PostgreSQL 15 has them: identity, category, names, modifiers, and which one a text
/// names. Knows nothing of values. Start with `SqlType` and `Types`.
@NullMarked
package io.halcyon.sql.type;

import org.jspecify.annotations.NullMarked;
