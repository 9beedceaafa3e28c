/// The only place that creates randomness, and the clocks that threads wait by.
@NullMarked
package io.halcyon.core.runtime;

import org.jspecify.annotations.NullMarked;
