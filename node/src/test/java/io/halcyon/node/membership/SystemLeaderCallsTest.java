package io.halcyon.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import io.halcyon.proto.internal.v1.RenewLeaseRequest;
import io.halcyon.proto.internal.v1.RenewLeaseResponse;
import io.halcyon.proto.v1.ClusterState;
import io.halcyon.proto.v1.NodeRecord;
import io.halcyon.proto.v1.ReplicaRecord;
import io.halcyon.proto.v1.ShardRecord;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SystemLeaderCallsTest {
  private static final RenewLeaseRequest REQUEST = RenewLeaseRequest.getDefaultInstance();

  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private final Semaphore hanging = new Semaphore(0);
  private final CountDownLatch resume = new CountDownLatch(1);
  private volatile String leader = "n1:1";
  private volatile @Nullable String paused;
  private final SystemLeaderCalls calls = new SystemLeaderCalls(peers(), view(), List.of());

  private static ClusterView view() {
    ClusterState.Builder state = ClusterState.newBuilder().setVersion(1);
    ShardRecord.Builder system = ShardRecord.newBuilder().setId(0);
    for (int node = 1; node <= 3; node++) {
      state.addNodes(NodeRecord.newBuilder().setId(node).setRpcAddress("n" + node + ":1"));
      system.addReplicas(ReplicaRecord.newBuilder().setNode(node));
    }
    ClusterView view = new ClusterView();
    view.offer(state.addShards(system).build());
    return view;
  }

  private Peers peers() {
    return (Peers)
        Proxy.newProxyInstance(
            Peers.class.getClassLoader(),
            new Class<?>[] {Peers.class},
            (_, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("renewLease");
              return renewed((String) arguments[0]);
            });
  }

  private RenewLeaseResponse renewed(String address) throws InterruptedException {
    asked.add(address);
    if (address.equals(paused)) {
      hanging.release();
      resume.await();
    }
    if (!address.equals(leader)) {
      NodeId hint = new NodeId(Long.parseLong(leader.substring(1, 2)));
      throw new HalcyonException(new Failure.NotLeader(ShardId.SYSTEM, hint));
    }
    return RenewLeaseResponse.newBuilder().setGranted(true).build();
  }

  @Test
  void aHintIsFollowedAndRemembered() {
    leader = "n3:1";
    assertThat(calls.renewLease(REQUEST).getGranted()).isTrue();
    assertThat(calls.renewLease(REQUEST).getGranted()).isTrue();
    assertThat(asked).containsExactly("n1:1", "n3:1", "n3:1");
  }

  @Test
  void aLeaderThatHangsCostsOneCallNotEach() throws Exception {
    assertThat(calls.renewLease(REQUEST).getGranted()).isTrue();
    paused = "n1:1";
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<RenewLeaseResponse> first = pool.submit(() -> calls.renewLease(REQUEST));
      hanging.acquire();
      leader = "n2:1";
      asked.clear();
      assertThat(calls.renewLease(REQUEST).getGranted()).isTrue();
      assertThat(asked).containsExactly("n2:1");
      resume.countDown();
      assertThat(first.get().getGranted()).isTrue();
    }
  }

  @Test
  void aHintToTheOneThatHangsIsNotFollowedBeforeTheOthersWereAsked() throws Exception {
    paused = "n1:1";
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<RenewLeaseResponse> first = pool.submit(() -> calls.renewLease(REQUEST));
      hanging.acquire();
      asked.clear();
      Future<RenewLeaseResponse> second = pool.submit(() -> calls.renewLease(REQUEST));
      hanging.acquire();
      resume.countDown();
      assertThat(second.get().getGranted()).isTrue();
      assertThat(first.get().getGranted()).isTrue();
      assertThat(asked).containsExactly("n2:1", "n3:1", "n1:1");
    }
  }

  @Test
  void aNewLeaderThatRaftNamesIsAskedFirst() {
    assertThat(calls.renewLease(REQUEST).getGranted()).isTrue();
    leader = "n2:1";
    calls.ledBy(new NodeId(2));
    asked.clear();
    assertThat(calls.renewLease(REQUEST).getGranted()).isTrue();
    assertThat(asked).containsExactly("n2:1");
  }
}
