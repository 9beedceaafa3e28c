/// Window functions over rows that are sorted already: start with {@link
/// io.halcyon.sql.window.WindowFunctions}.
@NullMarked
package io.halcyon.sql.window;

import org.jspecify.annotations.NullMarked;
