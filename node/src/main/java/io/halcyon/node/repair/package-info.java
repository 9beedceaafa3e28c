/// Replacing a damaged replica of this node from the others: the node's side and the leader's side.
@NullMarked
package io.halcyon.node.repair;

import org.jspecify.annotations.NullMarked;
