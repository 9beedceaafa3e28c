package io.halcyon.node;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import io.halcyon.node.identity.NodeDirectory;
import io.halcyon.node.identity.NodeIdentity;
import io.halcyon.node.membership.ClusterView;
import io.halcyon.node.membership.MembershipPort;
import io.halcyon.node.replica.Replica;
import io.halcyon.node.rpc.AdminService;
import io.halcyon.node.rpc.ShardsService;
import io.halcyon.node.watch.ShardWatch;
import io.halcyon.node.watch.WatchSink;
import io.halcyon.proto.internal.v1.ActivateRequest;
import io.halcyon.proto.internal.v1.ActivateResponse;
import io.halcyon.proto.internal.v1.CreateSystemReplicaRequest;
import io.halcyon.proto.internal.v1.HelloResponse;
import io.halcyon.proto.internal.v1.IntroduceRequest;
import io.halcyon.proto.internal.v1.IntroduceResponse;
import io.halcyon.proto.internal.v1.LeaveRequest;
import io.halcyon.proto.internal.v1.LeaveResponse;
import io.halcyon.proto.internal.v1.RegisterRequest;
import io.halcyon.proto.internal.v1.RegisterResponse;
import io.halcyon.proto.internal.v1.RenewLeaseRequest;
import io.halcyon.proto.internal.v1.RenewLeaseResponse;
import io.halcyon.proto.v1.ClusterState;
import io.halcyon.proto.v1.GetClusterResponse;
import io.halcyon.proto.v1.NodeRecord;
import io.halcyon.proto.v1.ReplicaStatus;
import io.halcyon.raftstorage.log.LogStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// What the gRPC services ask of the node, answered by its current incarnation. Thread-safe.
final class NodeServices {
  private final Node node;
  private final NodeDirectory directory;

  NodeServices(Node node, NodeDirectory directory) {
    this.node = node;
    this.directory = directory;
  }

  private ActiveNode current() {
    return node.current()
        .orElseThrow(
            () -> new HalcyonException(new Failure.Unavailable("the node has no cluster yet")));
  }

  MembershipPort membership() {
    return new Membership();
  }

  ShardsService.Host shards() {
    return new Shards();
  }

  AdminService.Host admin() {
    return new Admin();
  }

  private final class Membership implements MembershipPort {
    @Override
    public HelloResponse hello() {
      try {
        Optional<NodeIdentity> identity = directory.identity();
        return node.hello(identity);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public boolean invite(CreateSystemReplicaRequest request) {
      return node.bootstrap().invite(request);
    }

    @Override
    public RegisterResponse register(RegisterRequest request) {
      return current().systemLeader().register(request);
    }

    @Override
    public IntroduceResponse introduce(IntroduceRequest request) {
      return current().members().introduced(request);
    }

    @Override
    public ActivateResponse activate(ActivateRequest request) {
      return current().systemLeader().activate(request);
    }

    @Override
    public RenewLeaseResponse renewLease(RenewLeaseRequest request) {
      return current().systemLeader().renew(request);
    }

    @Override
    public LeaveResponse leave(LeaveRequest request) {
      return current().systemLeader().leave(request);
    }

    @Override
    public ClusterView view() {
      return node.view();
    }
  }

  private final class Shards implements ShardsService.Host {
    @Override
    public Replica replica(int shard) {
      Replica replica = current().replicas().find(shard);
      if (replica == null) {
        throw new HalcyonException(new Failure.NotLeader(new ShardId(Math.max(0, shard)), null));
      }
      return replica;
    }

    @Override
    public Runnable watch(
        Replica replica, ShardWatch.Range range, long afterTimestamp, WatchSink sink) {
      ActiveNode active = current();
      return node.watches()
          .watch(replica, active.lease(), active.floor(), range, afterTimestamp, sink);
    }

    @Override
    public Path checkpointDirectory(ShardId shard) throws IOException {
      Path outgoing = directory.root().resolve("outgoing");
      Files.createDirectories(outgoing);
      Path unique = Files.createTempDirectory(outgoing, shard + "-");
      // The store creates the directory itself.
      Files.delete(unique);
      return unique;
    }
  }

  private final class Admin implements AdminService.Host {
    private static final int TRANSFER_SECONDS = 5;

    @Override
    public GetClusterResponse cluster() {
      GetClusterResponse.Builder response =
          GetClusterResponse.newBuilder().setState(node.view().current());
      node.current()
          .ifPresent(active ->
              active
                  .replicas()
                  .all()
                  .forEach(replica -> response.addReplicas(status(active, replica))));
      return response.build();
    }

    private ReplicaStatus status(ActiveNode active, Replica replica) {
      LogStatus status = replica.status();
      Failure problem = replica.problem();
      NodeId leader = status.leader();
      return ReplicaStatus.newBuilder()
          .setShard(replica.shard().value())
          .setNode(active.identity().node().value())
          .setRole(status.role().name())
          .setTerm(status.term())
          .setAppliedIndex(status.appliedIndex())
          .setCommitIndex(status.commitIndex())
          .setLeaderNode(leader == null ? 0 : leader.value())
          .setLogBytes(status.logBytes())
          .setStoreBytes(replica.store().stats().sstBytes())
          .setProblem(problem == null ? "" : problem.message())
          .build();
    }

    @Override
    public int drain(long target) {
      setDraining(target, true);
      ActiveNode active = current();
      return active.identity().node().value() == target ? active.moveLeadersAway() : 0;
    }

    @Override
    public void undrain(long target) {
      setDraining(target, false);
    }

    private void setDraining(long target, boolean draining) {
      current().systemLeader().change(before -> withDraining(before, target, draining));
    }

    private static ClusterState withDraining(ClusterState before, long target, boolean draining) {
      for (int i = 0; i < before.getNodesCount(); i++) {
        NodeRecord record = before.getNodes(i);
        if (record.getId() == target) {
          return record.getDraining() == draining
              ? before
              : before.toBuilder().setNodes(i, record.toBuilder().setDraining(draining)).build();
        }
      }
      throw new HalcyonException(new Failure.Invalid("node " + target + " is not known"));
    }

    @Override
    public void transferLeader(int shard, long target) {
      if (target <= 0) {
        throw new HalcyonException(new Failure.Invalid("name the node that is to lead"));
      }
      Replica replica = shards().replica(shard);
      try {
        replica.transferLeadership(new NodeId(target)).get(TRANSFER_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new HalcyonException(new Failure.Unavailable("interrupted"));
      } catch (ExecutionException | TimeoutException e) {
        throw new HalcyonException(
            new Failure.Unavailable("leadership was not transferred: " + e.getMessage()));
      }
    }
  }
}
