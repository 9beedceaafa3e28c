/// The node's gRPC services; the only package of the node that sees gRPC.
@NullMarked
package io.halcyon.node.rpc;

import org.jspecify.annotations.NullMarked;
