/// Module checker.
@NullMarked
package io.halcyon.checker;

import org.jspecify.annotations.NullMarked;
