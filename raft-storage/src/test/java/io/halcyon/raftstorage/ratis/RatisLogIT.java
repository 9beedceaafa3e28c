package io.halcyon.raftstorage.ratis;

import io.halcyon.core.id.NodeId;
import io.halcyon.raftstorage.log.ReplicatedLogContract;
import io.halcyon.raftstorage.log.TestCluster;
import java.nio.file.Path;
import java.util.List;

class RatisLogIT extends ReplicatedLogContract {
  @Override
  protected TestCluster cluster(Path directory, List<NodeId> members) {
    return new RatisCluster(directory);
  }
}
