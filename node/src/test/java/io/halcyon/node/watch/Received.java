package io.halcyon.node.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.failure.Failure;
import io.halcyon.proto.v1.WatchEvent;
import io.halcyon.proto.v1.WatchResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Records a watch, and checks what every message must keep.
final class Received implements WatchSink {
  final List<String> events = new ArrayList<>();
  long resolved;
  int messages;
  boolean ready = true;
  @Nullable Failure failure;

  @Override
  public boolean ready() {
    return ready;
  }

  @Override
  public void send(WatchResponse message) {
    assertThat(failure).isNull();
    assertThat(message.getResolvedTimestamp()).isGreaterThanOrEqualTo(resolved);
    long last = 0;
    for (WatchEvent event : message.getEventsList()) {
      assertThat(event.getTimestamp()).isGreaterThan(resolved).isGreaterThanOrEqualTo(last);
      last = event.getTimestamp();
      events.add(describe(event));
    }
    assertThat(message.getResolvedTimestamp()).isGreaterThanOrEqualTo(last);
    resolved = message.getResolvedTimestamp();
    messages++;
  }

  @Override
  public void fail(Failure reason) {
    assertThat(failure).isNull();
    failure = reason;
  }

  private static String describe(WatchEvent event) {
    String key = event.getKey().substring(1).toStringUtf8();
    return event.getTimestamp()
        + " "
        + key
        + (event.getKind() == WatchEvent.Kind.DELETE
            ? " deleted"
            : "=" + event.getValue().toStringUtf8());
  }
}
