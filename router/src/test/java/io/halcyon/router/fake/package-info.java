/// A cluster in memory for the router's tests: shards, nodes, links with faults.
@NullMarked
package io.halcyon.router.fake;

import org.jspecify.annotations.NullMarked;
