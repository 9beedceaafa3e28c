/// Identifiers as types.
@NullMarked
package io.halcyon.core.id;

import org.jspecify.annotations.NullMarked;
