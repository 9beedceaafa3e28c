/// Everything of the router that touches gRPC: the public services, the streams to nodes, and the
/// feed of the cluster's state. Translates and delegates; decides nothing.
@NullMarked
package io.halcyon.router.rpc;

import org.jspecify.annotations.NullMarked;
