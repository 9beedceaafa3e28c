/// How a node finds, bootstraps and joins a cluster.
@NullMarked
package io.halcyon.node.membership;

import org.jspecify.annotations.NullMarked;
