package io.halcyon.router.rpc;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.halcyon.core.hlc.PhysicalClock;
import io.halcyon.proto.internal.v1.MembershipGrpc;
import io.halcyon.proto.internal.v1.WatchClusterRequest;
import io.halcyon.proto.v1.ClusterState;
import io.halcyon.router.dispatch.Backoff;
import io.halcyon.router.dispatch.LoopTimer;
import io.halcyon.router.shardmap.ClusterView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Feeds the view from one node's `WatchCluster` stream; when that ends, stays silent at first, or
/// is suspected to be behind, turns to the next of all known nodes and contacts.
///
/// Owned by its event loop; {@link #start}, {@link #close} and the view's refresh may come from any
/// thread.
final class ClusterFeed implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ClusterFeed.class);
  private static final Duration FIRST_STATE_MAX = Duration.ofSeconds(3);
  private static final Duration REFRESH_GAP = Duration.ofSeconds(1);
  private static final int PREFETCH = 4;

  private final List<String> contacts;
  private final NodeChannels channels;
  private final ClusterView view;
  private final ScheduledExecutorService loop;
  private final Backoff backoff;
  private final PhysicalClock clock;

  private @Nullable Stream current;
  private int turn;
  private int failures;
  private long openedNanos;
  private boolean closed;

  /// @param contacts addresses to begin with, not empty
  ClusterFeed(
      List<String> contacts,
      NodeChannels channels,
      ClusterView view,
      ScheduledExecutorService loop,
      Backoff backoff,
      PhysicalClock clock) {
    this.contacts = List.copyOf(contacts);
    this.channels = channels;
    this.view = view;
    this.loop = loop;
    this.backoff = backoff;
    this.clock = clock;
  }

  void start() {
    view.refreshWith(() -> loop.execute(this::refresh));
    loop.execute(this::connect);
  }

  private void connect() {
    if (closed || current != null) {
      return;
    }
    List<String> candidates = candidates();
    String address = candidates.get(Math.floorMod(turn++, candidates.size()));
    openedNanos = clock.monotonicNanos();
    try {
      ClientCall<WatchClusterRequest, ClusterState> call =
          channels.to(address).newCall(MembershipGrpc.getWatchClusterMethod(), CallOptions.DEFAULT);
      Stream stream = new Stream(address, call);
      current = stream;
      stream.begin();
    } catch (IllegalArgumentException malformed) {
      log.atWarn().addKeyValue("address", address).log("contact address is malformed");
      retryLater();
    }
  }

  // Contacts first: they are what the operator vouches for.
  private List<String> candidates() {
    Set<String> addresses = new LinkedHashSet<>(contacts);
    view.current().addresses().values().stream()
        .filter(address -> !address.isEmpty())
        .sorted()
        .forEach(addresses::add);
    return new ArrayList<>(addresses);
  }

  private void refresh() {
    Stream stream = current;
    long sinceOpened = clock.monotonicNanos() - openedNanos;
    if (stream != null && sinceOpened > REFRESH_GAP.toNanos()) {
      stream.abandon("asked for a fresher state");
      connect();
    }
  }

  private void retryLater() {
    if (!closed) {
      LoopTimer.after(loop, backoff.nanos(failures++), this::connect);
    }
  }

  @Override
  public void close() {
    loop.execute(() -> {
      closed = true;
      if (current != null) {
        current.abandon("router closes");
      }
    });
  }

  /// One `WatchCluster` call.
  private final class Stream extends ClientCall.Listener<ClusterState> {
    private final String address;
    private final ClientCall<WatchClusterRequest, ClusterState> call;
    private @Nullable ScheduledFuture<?> silence;

    Stream(String address, ClientCall<WatchClusterRequest, ClusterState> call) {
      this.address = address;
      this.call = call;
    }

    void begin() {
      silence = loop.schedule(this::silent, FIRST_STATE_MAX.toMillis(), TimeUnit.MILLISECONDS);
      call.start(this, new Metadata());
      call.request(PREFETCH);
      call.sendMessage(WatchClusterRequest.getDefaultInstance());
      call.halfClose();
    }

    private void silent() {
      if (this.equals(current)) {
        abandon("no state in time");
        retryLater();
      }
    }

    void abandon(String why) {
      current = null;
      speak();
      call.cancel(why, null);
    }

    private void speak() {
      if (silence != null) {
        silence.cancel(false);
        silence = null;
      }
    }

    @Override
    public void onMessage(ClusterState state) {
      loop.execute(() -> {
        if (this.equals(current)) {
          speak();
          failures = 0;
          view.accept(state);
          call.request(1);
        }
      });
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      loop.execute(() -> {
        if (this.equals(current)) {
          current = null;
          speak();
          log.atDebug()
              .addKeyValue("address", address)
              .addKeyValue("status", status.getCode())
              .log("cluster feed ended");
          retryLater();
        }
      });
    }
  }
}
