package io.halcyon.raftstorage.ratis;

import io.halcyon.core.id.NodeId;
import io.halcyon.raftstorage.log.ReplicatedLogContract;
import io.halcyon.raftstorage.log.TestCluster;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// The contract of the replicated log with servers that talk over the peer transport.
class RatisLogOverPeersIT extends ReplicatedLogContract {
  @TempDir static Path shared;
  private static RatisNodes nodes;

  @BeforeAll
  static void startNodes() {
    nodes = new RatisNodes(shared, true);
  }

  @AfterAll
  static void stopNodes() {
    nodes.close();
  }

  @Override
  protected TestCluster cluster(Path directory, List<NodeId> members) {
    return new RatisCluster(nodes);
  }
}
