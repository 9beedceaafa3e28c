package io.halcyon.client;

import io.halcyon.rpc.EventLoops;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A fake router and a client that is connected to it, for each test.
final class Connected implements BeforeEachCallback, AfterEachCallback {
  private @Nullable EventLoops loops;
  private @Nullable FakeRouter router;
  private @Nullable HalcyonClient client;

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    EventLoops started = EventLoops.start(1);
    FakeRouter served = new FakeRouter(started, new FakeStore());
    loops = started;
    router = served;
    client = HalcyonClient.connect(served.address());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    client().close();
    router().close();
    Objects.requireNonNull(loops).close();
  }

  FakeRouter router() {
    return Objects.requireNonNull(router);
  }

  HalcyonClient client() {
    return Objects.requireNonNull(client);
  }
}
