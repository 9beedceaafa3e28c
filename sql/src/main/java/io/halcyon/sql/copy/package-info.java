/// The formats of `COPY`: rows as text and as CSV, both ways. Start with {@link
/// io.halcyon.sql.copy.CopyFormat}.
@NullMarked
package io.halcyon.sql.copy;

import org.jspecify.annotations.NullMarked;
