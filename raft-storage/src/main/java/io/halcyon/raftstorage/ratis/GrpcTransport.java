package io.halcyon.raftstorage.ratis;

import java.net.InetSocketAddress;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.rpc.SupportedRpcType;
import org.apache.ratis.util.SizeInBytes;

/// Ratis's own transport: one gRPC stream per group and direction.
///
/// @param messageBytesMax must exceed the largest entry
public record GrpcTransport(long messageBytesMax) implements RatisTransport {
  /// With Ratis's default of 8 a full pipeline sends a storm of extra heartbeats.
  private static final int OUTSTANDING_APPENDS = 256;

  private static final int EVENT_LOOPS = 2;

  public GrpcTransport(RaftConfig config) {
    this(2L * config.entryBytesMax() + 1024 * 1024);
  }

  @Override
  public void configure(RaftProperties properties, Parameters parameters, InetSocketAddress self) {
    RaftConfigKeys.Rpc.setType(properties, SupportedRpcType.GRPC);
    GrpcConfigKeys.Server.setHost(properties, self.getHostString());
    GrpcConfigKeys.Server.setPort(properties, self.getPort());
    GrpcConfigKeys.Server.setLeaderOutstandingAppendsMax(properties, OUTSTANDING_APPENDS);
    GrpcConfigKeys.Server.setWorkerGroupSize(properties, EVENT_LOOPS);
    GrpcConfigKeys.Server.setBossGroupSize(properties, 1);
    GrpcConfigKeys.Client.setWorkerGroupSize(properties, 1);
    GrpcConfigKeys.setMessageSizeMax(properties, SizeInBytes.valueOf(messageBytesMax));
    GrpcConfigKeys.setFlowControlWindow(properties, SizeInBytes.valueOf(1024 * 1024));
  }
}
