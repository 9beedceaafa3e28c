/// Module bench.
@NullMarked
package io.halcyon.bench;

import org.jspecify.annotations.NullMarked;
