/// Administration: puts the nodes' reports together and finds the node that can carry out an order.
/// Plain blocking code, for virtual threads; no gRPC.
@NullMarked
package io.halcyon.router.admin;

import org.jspecify.annotations.NullMarked;
