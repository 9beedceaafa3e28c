package io.halcyon.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.halcyon.core.config.ConfigDocument;
import io.halcyon.core.config.ConfigLoader;
import io.halcyon.router.dispatch.RetryConfig;
import io.halcyon.router.kv.AdmissionConfig;
import io.halcyon.router.kv.KvConfig;
import io.halcyon.router.kv.ScanConfig;
import io.halcyon.router.pgwire.PostgresConfig;
import io.halcyon.router.sql.SqlConfig;
import io.halcyon.router.transact.TransactionsConfig;
import io.halcyon.router.watch.WatchConfig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouterConfigTest {
  @Test
  void defaultsListenOnLoopback() {
    assertThat(RouterConfig.DEFAULT.listen())
        .isEqualTo(new ListenConfig("127.0.0.1", 7400, 7480, 7432));
    assertThat(RouterConfig.DEFAULT.contacts()).containsExactly("127.0.0.1:7410");
  }

  @Test
  void aFileMayChangeEveryKey() {
    String file =
        """
        router:
          listen: {host: 0.0.0.0, grpc-port: 1, http-port: 2, postgres-port: 3}
          contacts: [a:1, b:2]
          connections-per-node: 2
          close-grace: 1s
          retry: {backoff-min: 2ms, backoff-max: 3ms, attempt-timeout: 4s, attempts-max: 5}
          admission: {operations-max: 6, bytes-max: 2000000, retry-after: 7ms}
          kv:
            deadline-default: 8s
            deadline-max: 9s
            scan: {page-items-default: 10, page-items-max: 11, page-bytes-max: 70000, keys-max: 12}
          transactions:
            sessions-max: 20
            open-max: 21
            pipelined-max: 22
            writes-max: 23
            write-bytes-max: 24
            buffered-bytes-max: 25
            read-spans-max: 26
            restarts-max: 27
            idle-timeout: 28s
            lifetime: 29s
            retry-window: 30s
            staleness-max: 31s
            heartbeat: 32ms
            call-timeout: 33s
          watch:
            watches-max: 13
            buffer-bytes-max: 140000
            message-bytes-max: 15000
            slow-client-timeout: 16s
          postgres:
            enabled: false
            connections-max: 34
            message-bytes-max: 350000
            startup-timeout: 36s
          sql:
            sessions-max: 37
            statement-bytes-max: 3800000
            catalog-lease: 39s
        """;

    assertThat(
            ConfigLoader.of("router", RouterConfig.DEFAULT)
                .file("halcyon.yaml", file)
                .load()
                .value())
        .isEqualTo(
            new RouterConfig(
                new ListenConfig("0.0.0.0", 1, 2, 3),
                List.of("a:1", "b:2"),
                2,
                Duration.ofSeconds(1),
                new RetryConfig(
                    Duration.ofMillis(2), Duration.ofMillis(3), Duration.ofSeconds(4), 5),
                new AdmissionConfig(6, 2_000_000, Duration.ofMillis(7)),
                new KvConfig(
                    Duration.ofSeconds(8),
                    Duration.ofSeconds(9),
                    new ScanConfig(10, 11, 70_000, 12)),
                new TransactionsConfig(
                    20,
                    21,
                    22,
                    23,
                    24,
                    25,
                    26,
                    27,
                    Duration.ofSeconds(28),
                    Duration.ofSeconds(29),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(31),
                    Duration.ofMillis(32),
                    Duration.ofSeconds(33)),
                new WatchConfig(13, 140_000, 15_000, Duration.ofSeconds(16)),
                new SqlConfig(37, 3_800_000, Duration.ofSeconds(39)),
                new PostgresConfig(false, 34, 350_000, Duration.ofSeconds(36))));
  }

  @Test
  void everyKeyIsDescribed() {
    assertThat(ConfigDocument.markdown("router", RouterConfig.DEFAULT))
        .contains("`router.retry.attempt-timeout`")
        .contains("`router.kv.scan.page-items-max`");
  }

  @Test
  void namesTheKeyOfAWrongValue() {
    assertThatThrownBy(() -> new ListenConfig("", 1, 1, 1))
        .hasMessageContaining("router.listen.host");
    assertThatThrownBy(() -> new ListenConfig("h", 70_000, 1, 1))
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
