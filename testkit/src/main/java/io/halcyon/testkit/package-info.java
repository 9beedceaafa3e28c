/// Module testkit.
@NullMarked
package io.halcyon.testkit;

import org.jspecify.annotations.NullMarked;
