/// Microbenchmarks (JMH) of what every operation does. Run them by `bench jmh`.
@NullMarked
package io.halcyon.bench.micro;

import org.jspecify.annotations.NullMarked;
