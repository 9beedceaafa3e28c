/// Tables over keys: how rows and index entries are stored, read, written and kept consistent.
/// Start with {@link io.halcyon.sql.table.RowCodec} for what a row looks like.
@NullMarked
package io.halcyon.sql.table;

import org.jspecify.annotations.NullMarked;
