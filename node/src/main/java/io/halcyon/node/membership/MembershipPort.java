package io.halcyon.node.membership;

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

/// What other nodes may ask of this one about membership. Calls may block; they throw
/// `HalcyonException`.
public interface MembershipPort {
  HelloResponse hello();

  /// @return false if this node has another place already
  boolean invite(CreateSystemReplicaRequest request);

  RegisterResponse register(RegisterRequest request);

  IntroduceResponse introduce(IntroduceRequest request);

  ActivateResponse activate(ActivateRequest request);

  RenewLeaseResponse renewLease(RenewLeaseRequest request);

  LeaveResponse leave(LeaveRequest request);

  ClusterView view();
}
