/// The catalog: what tables, indexes, views and sequences there are, in versions. Start with {@link
/// io.halcyon.sql.catalog.CatalogSnapshot}; {@link io.halcyon.sql.catalog.CatalogStore} says how it
/// is stored.
@NullMarked
package io.halcyon.sql.catalog;

import org.jspecify.annotations.NullMarked;
