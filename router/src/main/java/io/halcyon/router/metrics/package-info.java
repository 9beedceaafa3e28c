/// The router's metrics: the only place of the router that knows Micrometer.
@NullMarked
package io.halcyon.router.metrics;

import org.jspecify.annotations.NullMarked;
