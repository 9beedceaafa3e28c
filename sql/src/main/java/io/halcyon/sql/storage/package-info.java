/// The port through which SQL reads and writes keys: start with {@link
/// io.halcyon.sql.storage.StorageTransaction}. The router implements it over its transactions.
@NullMarked
package io.halcyon.sql.storage;

import org.jspecify.annotations.NullMarked;
