package io.halcyon.node;

import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.hlc.HlcClock;
import io.halcyon.core.id.NodeId;
import io.halcyon.node.identity.NodeDirectory;
import io.halcyon.node.identity.NodeIdentity;
import io.halcyon.node.membership.Bootstrap;
import io.halcyon.node.membership.ClusterView;
import io.halcyon.node.membership.Peers;
import io.halcyon.node.membership.SystemLeaderCalls;
import io.halcyon.proto.internal.v1.RegisterRequest;
import io.halcyon.proto.internal.v1.RegisterResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gets a node that has none an id from a running cluster, and makes it durable before it is used.
record Newcomer(
    NodeConfig config,
    NodeDirectory directory,
    Peers peers,
    Bootstrap bootstrap,
    HlcClock clock,
    NodeAddresses addresses) {
  private static final Logger log = LoggerFactory.getLogger(Newcomer.class);
  private static final long PAUSE_MILLIS = 300;

  /// Registers, again and again until it succeeds, or until the cluster's creator invites this
  /// node.
  NodeIdentity register() throws IOException, InterruptedException {
    SystemLeaderCalls calls =
        new SystemLeaderCalls(peers, new ClusterView(), config.membership().join());
    while (true) {
      Optional<NodeIdentity> invited = bootstrap.invitation();
      if (invited.isPresent()) {
        return invited.get();
      }
      try {
        RegisterResponse response =
            calls.register(
                RegisterRequest.newBuilder()
                    .setIncarnation(1)
                    .setRpcAddress(addresses.rpc())
                    .setRaftAddress(addresses.peer())
                    .setHttpAddress(addresses.http())
                    .setHlc(clock.tick())
                    .putAllLabels(config.labels())
                    .build());
        NodeIdentity identity =
            new NodeIdentity(
                response.getState().getClusterId(),
                new NodeId(response.getNodeId()),
                response.getIncarnation());
        directory.saveState(response.getState());
        directory.save(identity);
        return identity;
      } catch (HalcyonException e) {
        log.atDebug()
            .addKeyValue("failure", e.failure().message())
            .log("no cluster has taken this node yet");
        new CountDownLatch(1).await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      }
    }
  }
}
