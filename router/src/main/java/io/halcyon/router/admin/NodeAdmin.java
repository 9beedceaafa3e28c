package io.halcyon.router.admin;

import io.halcyon.proto.v1.DrainNodeRequest;
import io.halcyon.proto.v1.DrainNodeResponse;
import io.halcyon.proto.v1.GetClusterResponse;
import io.halcyon.proto.v1.TransferLeaderRequest;
import io.halcyon.proto.v1.TransferLeaderResponse;
import io.halcyon.proto.v1.UndrainNodeRequest;
import io.halcyon.proto.v1.UndrainNodeResponse;
import java.time.Duration;

/// One node's Admin service. Each method blocks for at most `timeout` and throws {@link
/// io.halcyon.core.failure.HalcyonException} with what the node answered.
public interface NodeAdmin {
  GetClusterResponse cluster(Duration timeout);

  DrainNodeResponse drain(DrainNodeRequest request, Duration timeout);

  UndrainNodeResponse undrain(UndrainNodeRequest request, Duration timeout);

  TransferLeaderResponse transfer(TransferLeaderRequest request, Duration timeout);

  /// Finds a node's service by its address.
  @FunctionalInterface
  interface Directory {
    NodeAdmin at(String address);
  }
}
