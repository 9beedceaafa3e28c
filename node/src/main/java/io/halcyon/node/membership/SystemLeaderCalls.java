package io.halcyon.node.membership;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import io.halcyon.proto.internal.v1.ActivateRequest;
import io.halcyon.proto.internal.v1.ActivateResponse;
import io.halcyon.proto.internal.v1.LeaveRequest;
import io.halcyon.proto.internal.v1.LeaveResponse;
import io.halcyon.proto.internal.v1.RegisterRequest;
import io.halcyon.proto.internal.v1.RegisterResponse;
import io.halcyon.proto.internal.v1.RenewLeaseRequest;
import io.halcyon.proto.internal.v1.RenewLeaseResponse;
import io.halcyon.proto.v1.NodeRecord;
import io.halcyon.proto.v1.ReplicaRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// Finds the system shard's leader for a call: follows hints, then tries everyone known once.
///
/// Whoever has not answered an earlier call yet comes last: a leader that hangs must not cost each
/// call its patience, or the lease runs out although another leader is there.
///
/// Thread-safe; calls block.
public final class SystemLeaderCalls {
  private final Peers peers;
  private final ClusterView view;
  private final List<String> contacts;
  private final Map<String, Integer> underWay = new ConcurrentHashMap<>();
  private volatile @Nullable String lastGood;

  /// @param contacts addresses to try while the view is empty
  public SystemLeaderCalls(Peers peers, ClusterView view, List<String> contacts) {
    this.peers = peers;
    this.view = view;
    this.contacts = List.copyOf(contacts);
  }

  public RegisterResponse register(RegisterRequest request) {
    return call(peers::register, request);
  }

  public ActivateResponse activate(ActivateRequest request) {
    return call(peers::activate, request);
  }

  public RenewLeaseResponse renewLease(RenewLeaseRequest request) {
    return call(peers::renewLease, request);
  }

  public LeaveResponse leave(LeaveRequest request) {
    return call(peers::leave, request);
  }

  /// Another node is known to lead now: it is asked first from now on.
  public void ledBy(NodeId leader) {
    view.node(leader).map(NodeRecord::getRpcAddress).ifPresent(address -> lastGood = address);
  }

  private <Q, A> A call(BiFunction<String, Q, A> method, Q request) {
    Set<String> tried = new LinkedHashSet<>();
    List<String> toTry = candidates();
    toTry.sort(Comparator.comparing(underWay::containsKey));
    HalcyonException last =
        new HalcyonException(new Failure.Unavailable("no node of the cluster is known"));
    for (int i = 0; i < toTry.size(); i++) {
      String address = toTry.get(i);
      if (!tried.add(address)) {
        continue;
      }
      try {
        A answer = counted(method, address, request);
        lastGood = address;
        return answer;
      } catch (HalcyonException e) {
        last = e;
        if (e.failure() instanceof Failure.NotLeader(ShardId _, NodeId hint) && hint != null) {
          // The leader next, before the others, unless it is the one that does not answer.
          int next = i + 1;
          view.node(hint)
              .map(NodeRecord::getRpcAddress)
              .filter(leader -> !underWay.containsKey(leader))
              .ifPresent(leader -> toTry.add(next, leader));
        } else if (!retriable(e.failure())) {
          throw e;
        }
      }
    }
    throw last;
  }

  private <Q, A> A counted(BiFunction<String, Q, A> method, String address, Q request) {
    underWay.merge(address, 1, Integer::sum);
    try {
      return method.apply(address, request);
    } finally {
      underWay.computeIfPresent(address, (_, calls) -> calls == 1 ? null : calls - 1);
    }
  }

  private static boolean retriable(Failure failure) {
    return failure.safeToRetry()
        || failure instanceof Failure.DeadlineExceeded
        || failure instanceof Failure.Ambiguous;
  }

  private List<String> candidates() {
    List<String> addresses = new ArrayList<>();
    String good = lastGood;
    if (good != null) {
      addresses.add(good);
    }
    view.shard(ShardId.SYSTEM)
        .ifPresent(shard -> {
          for (ReplicaRecord replica : shard.getReplicasList()) {
            view.node(new NodeId(replica.getNode()))
                .ifPresent(node -> addresses.add(node.getRpcAddress()));
          }
        });
    addresses.addAll(contacts);
    return addresses;
  }
}
