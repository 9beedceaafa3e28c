/// Module chaos-tests.
@NullMarked
package io.halcyon.chaos;

import org.jspecify.annotations.NullMarked;
