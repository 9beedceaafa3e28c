package io.halcyon.node.membership;

import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.id.NodeId;
import io.halcyon.core.runtime.Randomness;
import io.halcyon.node.identity.NodeDirectory;
import io.halcyon.node.identity.NodeIdentity;
import io.halcyon.proto.internal.v1.CreateSystemReplicaRequest;
import io.halcyon.proto.internal.v1.HelloRequest;
import io.halcyon.proto.internal.v1.HelloResponse;
import io.halcyon.proto.v1.ClusterState;
import io.halcyon.proto.v1.NodeRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives a new node its identity: by creating a cluster, by being taken into one that is being
/// created, or by finding one to join.
///
/// Creation is idempotent: the creator decides the whole first state, makes it durable, and hands
/// it to the other first nodes again and again, after restarts too, until each has it. Two creators
/// cannot meet: only the node whose address sorts first creates, and only while nobody belongs to a
/// cluster.
///
/// {@link #find} runs on one thread; the other methods are called by RPC threads.
public final class Bootstrap {
  private static final Logger log = LoggerFactory.getLogger(Bootstrap.class);
  private static final long PAUSE_MILLIS = 250;

  /// What a new node found.
  ///
  /// @param identity null if it must register with the cluster to get one
  /// @param state what is known of the cluster: at least the addresses of some nodes
  public record Found(@Nullable NodeIdentity identity, @Nullable ClusterState state) {}

  private final MembershipConfig config;
  private final NodeDirectory directory;
  private final Peers peers;
  private final HelloResponse self;
  private final CompletableFuture<NodeIdentity> invited = new CompletableFuture<>();

  /// @param self this node's addresses, as others reach it
  public Bootstrap(
      MembershipConfig config, NodeDirectory directory, Peers peers, HelloResponse self) {
    this.config = config;
    this.directory = directory;
    this.peers = peers;
    this.self = self;
  }

  /// Takes the place in a cluster that its creator has kept for this node.
  ///
  /// @return false if this node belongs to another cluster or has another id
  public synchronized boolean invite(CreateSystemReplicaRequest request) {
    try {
      Optional<NodeIdentity> known = directory.identity();
      if (known.isPresent()) {
        return known.get().clusterId().equals(request.getClusterId())
            && known.get().node().value() == request.getNodeId();
      }
      directory.saveState(request.getInitial());
      NodeIdentity identity =
          new NodeIdentity(request.getClusterId(), new NodeId(request.getNodeId()), 0);
      directory.save(identity);
      invited.complete(identity);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot save the identity given to this node", e);
    }
  }

  /// Returns the identity that a cluster's creator has given to this node, if it has.
  public Optional<NodeIdentity> invitation() {
    return Optional.ofNullable(invited.getNow(null));
  }

  /// Waits until the node has an identity or knows a cluster to join.
  ///
  /// @throws InterruptedException when the node is closed meanwhile
  public Found find() throws IOException, InterruptedException {
    int round = 0;
    while (true) {
      List<HelloResponse> answers = greetAll();
      Optional<HelloResponse> member =
          answers.stream().filter(answer -> !answer.getClusterId().isEmpty()).findFirst();
      if (invited.isDone()) {
        return new Found(invited.join(), directory.state().orElse(null));
      }
      if (member.isPresent()) {
        return new Found(null, null);
      }
      if (config.bootstrapNodes() > 0
          && member.isEmpty()
          && answers.size() >= config.bootstrapNodes()
          && first(answers).getRpcAddress().equals(self.getRpcAddress())) {
        return create(answers);
      }
      if (round++ % 40 == 0) {
        log.atInfo()
            .addKeyValue("reachable", answers.size())
            .addKeyValue("wanted", config.bootstrapNodes())
            .log("waiting for a cluster");
      }
      try {
        NodeIdentity identity = invited.get(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        return new Found(identity, directory.state().orElse(null));
      } catch (TimeoutException e) {
        log.atTrace().log("nobody has invited this node yet: greeting the others again");
      } catch (java.util.concurrent.ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private List<HelloResponse> greetAll() {
    List<HelloResponse> answers = new ArrayList<>();
    answers.add(self);
    for (String address : config.join()) {
      if (address.equals(self.getRpcAddress())) {
        continue;
      }
      try {
        HelloResponse answer =
            peers.hello(
                address,
                HelloRequest.newBuilder()
                    .setRpcAddress(self.getRpcAddress())
                    .setRaftAddress(self.getRaftAddress())
                    .build());
        if (answers.stream().noneMatch(a -> a.getRpcAddress().equals(answer.getRpcAddress()))) {
          answers.add(answer);
        }
      } catch (HalcyonException e) {
        log.atDebug()
            .addKeyValue("address", address)
            .addKeyValue("failure", e.failure().message())
            .log("no answer");
      }
    }
    return answers;
  }

  private static HelloResponse first(List<HelloResponse> answers) {
    return answers.stream().min(Comparator.comparing(HelloResponse::getRpcAddress)).orElseThrow();
  }

  private Found create(List<HelloResponse> members) throws IOException {
    String clusterId = "%016x".formatted(Randomness.identity());
    ClusterState state = InitialState.of(clusterId, members, config.shards(), config.replication());
    long own =
        state.getNodesList().stream()
            .filter(node -> node.getRpcAddress().equals(self.getRpcAddress()))
            .findFirst()
            .orElseThrow()
            .getId();
    directory.saveState(state);
    NodeIdentity identity = new NodeIdentity(clusterId, new NodeId(own), 0);
    directory.save(identity);
    log.atInfo()
        .addKeyValue("cluster", clusterId)
        .addKeyValue("nodes", members.size())
        .log("cluster created");
    inviteOthers(state, identity.node());
    return new Found(identity, state);
  }

  /// Hands the first state to those first nodes that do not have it yet.
  ///
  /// @return whether all have it
  public boolean inviteOthers(ClusterState state, NodeId own) {
    boolean all = true;
    for (NodeRecord node : state.getNodesList()) {
      if (node.getId() == own.value() || node.getIncarnation() > 0) {
        continue;
      }
      try {
        peers.createSystemReplica(
            node.getRpcAddress(),
            CreateSystemReplicaRequest.newBuilder()
                .setClusterId(state.getClusterId())
                .setNodeId(node.getId())
                .setInitial(state)
                .build());
      } catch (HalcyonException e) {
        log.atDebug()
            .addKeyValue("address", node.getRpcAddress())
            .addKeyValue("failure", e.failure().message())
            .log("invitation failed");
        all = false;
      }
    }
    return all;
  }
}
