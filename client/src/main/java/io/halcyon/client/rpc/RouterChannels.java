package io.halcyon.client.rpc;

import io.grpc.ManagedChannel;
import io.halcyon.rpc.Channels;
import io.halcyon.rpc.EventLoops;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// One channel per router for the calls beside the pipeline, made when first needed. Thread-safe.
public final class RouterChannels implements AutoCloseable {
  private final List<String> addresses;
  private final EventLoops loops;
  private final AtomicReferenceArray<ManagedChannel> channels;

  public RouterChannels(List<String> addresses, EventLoops loops) {
    this.addresses = List.copyOf(addresses);
    this.loops = loops;
    this.channels = new AtomicReferenceArray<>(addresses.size());
  }

  int count() {
    return addresses.size();
  }

  ManagedChannel channel(int router) {
    ManagedChannel known = channels.get(router);
    if (known != null) {
      return known;
    }
    ManagedChannel made = Channels.open(addresses.get(router), loops);
    if (channels.compareAndSet(router, null, made)) {
      return made;
    }
    made.shutdownNow();
    return channels.get(router);
  }

  @Override
  public void close() {
    for (int i = 0; i < channels.length(); i++) {
      ManagedChannel channel = channels.get(i);
      if (channel != null) {
        channel.shutdownNow();
      }
    }
  }
}
