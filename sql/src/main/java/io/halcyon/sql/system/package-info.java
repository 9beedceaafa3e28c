/// The system's own tables: `pg_catalog` and `information_schema`, computed from the catalog when
/// they are read. Start with {@link io.halcyon.sql.system.SystemTables}.
@NullMarked
package io.halcyon.sql.system;

import org.jspecify.annotations.NullMarked;
