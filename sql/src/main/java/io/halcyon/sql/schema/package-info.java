/// Changes of the schema: what `CREATE`, `ALTER`, `DROP` and the like do to the catalog and to the
/// rows. Start with {@link io.halcyon.sql.schema.Schema}.
@NullMarked
package io.halcyon.sql.schema;

import org.jspecify.annotations.NullMarked;
