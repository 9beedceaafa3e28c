package io.halcyon.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.halcyon.router.dispatch.RetryConfig;
import io.halcyon.router.kv.AdmissionConfig;
import io.halcyon.router.kv.ScanConfig;
import io.halcyon.router.watch.WatchConfig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouterConfigTest {
  @Test
  void defaultsListenOnLoopback() {
    assertThat(RouterConfig.DEFAULT.listen()).isEqualTo(new ListenConfig("127.0.0.1", 7400, 7480));
    assertThat(RouterConfig.DEFAULT.contacts()).containsExactly("127.0.0.1:7410");
  }

  @Test
  void namesTheKeyOfAWrongValue() {
    assertThatThrownBy(() -> new ListenConfig("", 1, 1)).hasMessageContaining("router.listen.host");
    assertThatThrownBy(() -> new ListenConfig("h", 70_000, 1))
        .hasMessageContaining("router.listen.grpc-port");
    assertThatThrownBy(() -> RouterConfig.DEFAULT.withContacts(List.of()))
        .hasMessageContaining("router.contacts");
    assertThatThrownBy(
            () -> new RetryConfig(Duration.ZERO, Duration.ofMillis(1), Duration.ofSeconds(1), 1))
        .hasMessageContaining("router.retry.backoff-min");
    assertThatThrownBy(() -> new AdmissionConfig(0, 1 << 20, Duration.ZERO))
        .hasMessageContaining("router.admission.operations-max");
    assertThatThrownBy(() -> new ScanConfig(10, 5, 1 << 20, 1))
        .hasMessageContaining("router.kv.scan.page-items-default");
    assertThatThrownBy(() -> new WatchConfig(0, 1 << 20, 1 << 20, Duration.ofSeconds(1)))
        .hasMessageContaining("router.watch.watches-max");
  }
}
