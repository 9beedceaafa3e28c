package io.halcyon.router.rpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// Tells a service who calls, for operators. Stateless.
final class ClientAddress implements ServerInterceptor {
  private static final Context.Key<String> KEY = Context.keyWithDefault("client-address", "");

  /// Returns `host:port` of the client whose call is being served; empty if it is not known.
  static String current() {
    return KEY.get();
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    SocketAddress remote = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    Context context = Context.current().withValue(KEY, text(remote));
    return Contexts.interceptCall(context, call, headers, next);
  }

  private static String text(@Nullable SocketAddress remote) {
    return switch (remote) {
      case null -> "";
      case InetSocketAddress address -> address.getHostString() + ":" + address.getPort();
      default -> remote.toString();
    };
  }
}
