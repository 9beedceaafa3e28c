package io.halcyon.rpc;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.concurrent.TimeUnit;

/// Opens channels on the process's event loops. Callbacks of their calls run on the loops and must
/// not block (blocking stubs are fine: they wait on the caller's thread).
public final class Channels {
  private static final int FLOW_CONTROL_WINDOW_BYTES = 4 * 1024 * 1024;
  private static final int CONNECT_MILLIS_MAX = 5_000;

  private Channels() {}

  /// Opens a plaintext channel; connects at the first call.
  ///
  /// @param address `host:port`
  public static ManagedChannel open(String address, EventLoops loops) {
    return open(address, ChannelConfig.DEFAULT, loops);
  }

  /// @param address `host:port`
  /// @throws IllegalArgumentException if it is not one
  public static ManagedChannel open(String address, ChannelConfig config, EventLoops loops) {
    return open(address, config, loops.group());
  }

  /// Opens a channel whose connections all live on one loop.
  static ManagedChannel openOn(EventLoop loop, String address) {
    return open(address, ChannelConfig.DEFAULT, loop);
  }

  private static ManagedChannel open(String address, ChannelConfig config, EventLoopGroup group) {
    requireAddress(address);
    return NettyChannelBuilder.forTarget("dns:///" + address)
        .channelType(NioSocketChannel.class)
        .eventLoopGroup(group)
        .withOption(ChannelOption.TCP_NODELAY, true)
        .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS_MAX)
        .usePlaintext()
        .directExecutor()
        .disableRetry()
        .flowControlWindow(FLOW_CONTROL_WINDOW_BYTES)
        .maxInboundMessageSize(config.messageBytesMax())
        .keepAliveTime(config.keepAlive().toMillis(), TimeUnit.MILLISECONDS)
        .keepAliveTimeout(config.keepAliveTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .build();
  }

  private static void requireAddress(String address) {
    int colon = address.lastIndexOf(':');
    String port = address.substring(colon + 1);
    boolean wellFormed =
        colon > 0
            && !port.isEmpty()
            && port.length() <= 5
            && port.chars().allMatch(c -> c >= '0' && c <= '9')
            && Integer.parseInt(port) <= 65_535;
    if (!wellFormed) {
      throw new IllegalArgumentException("address must be host:port: " + address);
    }
  }
}
