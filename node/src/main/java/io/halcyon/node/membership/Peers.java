package io.halcyon.node.membership;

import io.halcyon.proto.internal.v1.ActivateRequest;
import io.halcyon.proto.internal.v1.ActivateResponse;
import io.halcyon.proto.internal.v1.CreateSystemReplicaRequest;
import io.halcyon.proto.internal.v1.HelloRequest;
import io.halcyon.proto.internal.v1.HelloResponse;
import io.halcyon.proto.internal.v1.IntroduceRequest;
import io.halcyon.proto.internal.v1.IntroduceResponse;
import io.halcyon.proto.internal.v1.LeaveRequest;
import io.halcyon.proto.internal.v1.LeaveResponse;
import io.halcyon.proto.internal.v1.RegisterRequest;
import io.halcyon.proto.internal.v1.RegisterResponse;
import io.halcyon.proto.internal.v1.RenewLeaseRequest;
import io.halcyon.proto.internal.v1.RenewLeaseResponse;
import io.halcyon.proto.internal.v1.ReplaceReplicaRequest;
import io.halcyon.proto.v1.ClusterState;
import java.util.function.Consumer;

/// What a node asks of other nodes about membership, by address. Calls block for a bounded time and
/// throw `HalcyonException`; `NotLeader` names the leader if it is known.
public interface Peers {
  HelloResponse hello(String address, HelloRequest request);

  void createSystemReplica(String address, CreateSystemReplicaRequest request);

  RegisterResponse register(String address, RegisterRequest request);

  IntroduceResponse introduce(String address, IntroduceRequest request);

  ActivateResponse activate(String address, ActivateRequest request);

  RenewLeaseResponse renewLease(String address, RenewLeaseRequest request);

  LeaveResponse leave(String address, LeaveRequest request);

  /// Asks a shard's leader for a step of replacing a damaged replica.
  void replaceReplica(String address, ReplaceReplicaRequest request);

  /// Follows another node's view of the cluster until the returned task is run or the stream
  /// breaks.
  ///
  /// @param broken called once when the stream ends by itself
  Runnable watchCluster(String address, Consumer<ClusterState> state, Runnable broken);
}
