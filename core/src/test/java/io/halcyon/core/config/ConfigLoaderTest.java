package io.halcyon.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConfigLoaderTest {
  enum Mode {
    READ_ONLY,
    READ_WRITE
  }

  @Describe("How long leases last.")
  record LeaseConfig(@Describe("Time a lease is valid.") Duration duration, Duration clockSkewMax) {
    static final LeaseConfig DEFAULT =
        new LeaseConfig(Duration.ofSeconds(9), Duration.ofMillis(500));

    LeaseConfig {
      if (duration.compareTo(clockSkewMax) <= 0) {
        throw new IllegalArgumentException(
            "node.lease.duration must exceed node.lease.clock-skew-max: " + duration);
      }
    }
  }

  record TlsConfig(@Nullable Path certificate, @Secret String password) {
    TlsConfig {
      if (password.equals("sesame-street")) {
        throw new IllegalArgumentException("node.tls.password is known to all: " + password);
      }
    }
  }

  record Everything(
      String name,
      int port,
      @Describe("Rows a day, with | in between.") long rows,
      double ratio,
      boolean fsync,
      ByteSize cacheSize,
      Path data,
      Mode mode,
      List<String> join,
      Map<String, String> labels,
      LeaseConfig lease,
      TlsConfig tls) {
    static final Everything DEFAULT =
        new Everything(
            "a",
            7410,
            5_000_000_000L,
            0.5,
            true,
            ByteSize.ofMebibytes(64),
            Path.of("data"),
            Mode.READ_WRITE,
            List.of(),
            Map.of(),
            LeaseConfig.DEFAULT,
            new TlsConfig(null, "hush"));
  }

  private static final String FULL_FILE =
      """
      node:
        name: "from file"
        port: 1
        rows: 2
        ratio: 1e-1
        fsync: false
        cache-size: 2GiB
        data: /var/lib/x
        mode: read-only
        join: [a:1, "b:2"]
        labels: {zone: z1, rack: "7"}
        lease:
          duration: 10m
        tls:
          certificate: c.pem
          password: open-sesame
      node.lease.clock-skew-max: 1h
      """;

  private static ConfigLoader<Everything> loader() {
    return ConfigLoader.of("node", Everything.DEFAULT);
  }

  private static List<String> problemsOf(ConfigLoader<?> loader) {
    var thrown = catchThrowableOfType(ConfigException.class, loader::load);
    assertThat(thrown).as("a refusal").isNotNull();
    return thrown.problems();
  }

  private static Setting setting(Configured<?> configured, String key) {
    return configured.settings().stream()
        .filter(setting -> setting.key().equals(key))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void withoutAnyLayerTheDefaultsHold() {
    var configured = loader().load();

    assertThat(configured.value()).isEqualTo(Everything.DEFAULT);
    assertThat(configured.settings()).hasSize(14);
    assertThat(configured.settings()).allMatch(s -> s.layer() == Setting.Layer.DEFAULT);
    assertThat(setting(configured, "node.cache-size").value()).isEqualTo("64MiB");
    assertThat(setting(configured, "node.tls.certificate").value()).isEmpty();
  }

  @Test
  void aFileMayChangeEveryKey() {
    var thrown = problemsOf(loader().file("h.yaml", FULL_FILE));
    assertThat(thrown)
        .singleElement()
        .asString()
        .contains("node.lease.duration must exceed")
        .contains("node.lease.clock-skew-max=1h (h.yaml:17)");

    var configured = loader().file("h.yaml", FULL_FILE.replace("max: 1h", "max: 1ms")).load();

    assertThat(configured.value())
        .isEqualTo(
            new Everything(
                "from file",
                1,
                2,
                0.1,
                false,
                ByteSize.ofGibibytes(2),
                Path.of("/var/lib/x"),
                Mode.READ_ONLY,
                List.of("a:1", "b:2"),
                Map.of("zone", "z1", "rack", "7"),
                new LeaseConfig(Duration.ofMinutes(10), Duration.ofMillis(1)),
                new TlsConfig(Path.of("c.pem"), "open-sesame")));
    assertThat(configured.settings()).allMatch(s -> s.layer() == Setting.Layer.FILE);
    assertThat(setting(configured, "node.labels").value()).isEqualTo("zone=z1,rack=7");
  }

  @Test
  void flagsWinOverEnvironmentOverFileOverDefaults() {
    var configured =
        loader()
            .file("h.yaml", "node: {name: f, port: 1, rows: 1}")
            .environment(
                Map.of(
                    "HALCYON_NODE_NAME", "e",
                    "HALCYON_NODE_PORT", "2",
                    "HALCYON_NODE_JOIN", "x:1, y:2",
                    "HALCYON_NODE_LABELS", "zone=z2",
                    "HALCYON_NODE_LEASE_CLOCK_SKEW_MAX", "1s",
                    "PATH", "/bin"),
                Set.of())
            .flags(List.of("--node.name=g=h", "--node.fsync"))
            .load();

    assertThat(configured.value().name()).isEqualTo("g=h");
    assertThat(configured.value().port()).isEqualTo(2);
    assertThat(configured.value().rows()).isEqualTo(1);
    assertThat(configured.value().join()).containsExactly("x:1", "y:2");
    assertThat(configured.value().labels()).containsExactly(Map.entry("zone", "z2"));
    assertThat(configured.value().lease().clockSkewMax()).isEqualTo(Duration.ofSeconds(1));
    assertThat(setting(configured, "node.name"))
        .isEqualTo(new Setting("node.name", "g=h", Setting.Layer.FLAG, "--node.name"));
    assertThat(setting(configured, "node.port").source()).isEqualTo("HALCYON_NODE_PORT");
    assertThat(setting(configured, "node.rows").source()).isEqualTo("h.yaml:1");
  }

  @Test
  void anUnknownKeyIsRefusedWithTheNearestKnownOne() {
    assertThat(problemsOf(loader().file("h.yaml", "node:\n  lease: {duraton: 9s}")))
        .containsExactly(
            "h.yaml:2: key node.lease.duraton is unknown; did you mean node.lease.duration?");
    assertThat(problemsOf(loader().flags(List.of("--node.nam=x"))))
        .containsExactly("--node.nam: key node.nam is unknown; did you mean node.name?");
    assertThat(
            problemsOf(
                loader()
                    .environment(
                        Map.of("HALCYON_NODE_NAMES", "x", "HALCYON_CONFIG", "y"),
                        Set.of("HALCYON_CONFIG"))))
        .containsExactly(
            "environment variable HALCYON_NODE_NAMES is unknown;"
                + " did you mean HALCYON_NODE_NAME?");
    assertThat(problemsOf(loader().file("h.yaml", "leases: {a: {b: c}}"))).hasSize(1);
  }

  @Test
  void variablesOfKubernetesServicesAreNoKeys() {
    var variables =
        Map.of(
            "HALCYON_ROUTER_SERVICE_HOST", "10.0.0.1",
            "HALCYON_ROUTER_SERVICE_PORT_GRPC", "7400",
            "HALCYON_ROUTER_PORT", "tcp://10.0.0.1:7400",
            "HALCYON_ROUTER_PORT_7400_TCP_ADDR", "10.0.0.1");

    assertThat(loader().environment(variables, Set.of()).load().value())
        .isEqualTo(Everything.DEFAULT);
  }

  @Test
  void everyProblemIsNamedWithItsKeyValueAndOrigin() {
    var problems =
        problemsOf(
            loader()
                .file("h.yaml", "node:\n  port: many\n  mode: [a]\n  lease: 5\n  join: {a: b}")
                .environment(Map.of("HALCYON_NODE_FSYNC", "yes"), Set.of())
                .flags(
                    List.of(
                        "--node.lease.duration=9",
                        "--node.cache-size=64MB",
                        "--node.ratio=NaN",
                        "--node.rows=99999999999999999999",
                        "--node.labels=a",
                        "--node.data=",
                        "--node.name",
                        "stray")));

    assertThat(problems)
        .hasSize(13)
        .anyMatch(p -> p.startsWith("node.port=many (h.yaml:2): not a whole number"))
        .anyMatch(p -> p.startsWith("node.mode=[a] (h.yaml:3): one value is wanted"))
        .anyMatch(p -> p.equals("h.yaml:4: node.lease must be a mapping"))
        .anyMatch(p -> p.startsWith("node.join={a=b} (h.yaml:5): a list"))
        .anyMatch(p -> p.equals("node.fsync=yes (HALCYON_NODE_FSYNC): not true or false"))
        .anyMatch(p -> p.startsWith("node.lease.duration=9 (--node.lease.duration): not a dur"))
        .anyMatch(p -> p.startsWith("node.cache-size=64MB (--node.cache-size): not a size"))
        .anyMatch(p -> p.startsWith("node.ratio=NaN"))
        .anyMatch(p -> p.startsWith("node.labels=a"))
        .anyMatch(p -> p.startsWith("node.data= (--node.data): path is empty"))
        .anyMatch(p -> p.startsWith("flag --node.name needs a value"))
        .anyMatch(p -> p.startsWith("not a flag"));
  }

  @Test
  void secretsAreNeverShown() {
    var configured = loader().flags(List.of("--node.tls.password=open-sesame")).load();
    assertThat(configured.value().tls().password()).isEqualTo("open-sesame");
    assertThat(configured.toString()).doesNotContain("open-sesame").doesNotContain("hush");
    assertThat(setting(configured, "node.tls.password").value()).isEqualTo(Secret.MASK);

    assertThat(problemsOf(loader().flags(List.of("--node.tls.password=sesame-street"))))
        .singleElement()
        .asString()
        .contains("node.tls.password is known to all")
        .doesNotContain("sesame");
    assertThat(problemsOf(loader().file("h.yaml", "node.tls.password: [open-sesame]")).toString())
        .doesNotContain("sesame");
    assertThat(problemsOf(loader().file("h.yaml", "node.tls.password: \"open-sesame")).toString())
        .doesNotContain("sesame");
  }

  @Test
  void anOptionalKeyIsUnsetByEmptyText() {
    assertThat(
            loader()
                .file("h.yaml", "node.tls.certificate: c.pem")
                .flags(List.of("--node.tls.certificate="))
                .load()
                .value()
                .tls()
                .certificate())
        .isNull();
  }

  @Test
  void aFileThatIsNotYamlOrTooDeepOrTooLongIsRefused() {
    assertThat(problemsOf(loader().file("h.yaml", "a: [b")).getFirst()).startsWith("h.yaml");
    assertThat(problemsOf(loader().file("h.yaml", "[".repeat(100_000))).getFirst())
        .contains("deeper");
    assertThat(problemsOf(loader().file("h.yaml", "#".repeat((1 << 20) + 1))).getFirst())
        .contains("longer");
    assertThat(problemsOf(loader().file("h.yaml", "just text")).getFirst()).contains("mapping");
    assertThat(problemsOf(loader().file("h.yaml", "node.port: 1\nnode: {port: 2}")).getFirst())
        .isEqualTo("h.yaml:2: node.port is given twice");
    assertThat(problemsOf(loader().flags(List.of("--node.name=" + "x".repeat(100_000)))).getFirst())
        .contains("too long");
  }

  @Test
  void anEmptyFileOrGroupChangesNothing() {
    assertThat(loader().file("h.yaml", "").load().value()).isEqualTo(Everything.DEFAULT);
    assertThat(loader().file("h.yaml", "node:\n  lease:\n").load().value())
        .isEqualTo(Everything.DEFAULT);
  }

  @Test
  void theDocumentListsEveryKey() {
    String markdown = ConfigDocument.markdown("node", Everything.DEFAULT);

    assertThat(markdown)
        .startsWith("## `node`\n\n| key | type | default | meaning |\n|---|---|---|---|\n")
        .contains("| `node.rows` | integer | `5000000000` | Rows a day, with \\| in between. |")
        .contains("| `node.mode` | one of read-only, read-write | `read-write` |  |")
        .contains("## `node.lease`\n\nHow long leases last.\n")
        .contains("| `node.lease.duration` | duration | `9s` | Time a lease is valid. |")
        .contains("| `node.tls.certificate` | path, optional |  |  |")
        .contains("| `node.tls.password` | text, secret | `******` |  |");
  }

  record Clash(String aB, Inner a) {
    record Inner(String b) {}
  }

  record Unsupported(Object thing) {}

  @Test
  void recordsThatConfigurationCannotExpressAreRefused() {
    assertThat(
            catchThrowableOfType(
                IllegalArgumentException.class,
                () -> ConfigLoader.of("", new Clash("x", new Clash.Inner("y")))))
        .hasMessageContaining("share HALCYON_A_B");
    assertThat(
            catchThrowableOfType(
                IllegalArgumentException.class,
                () -> ConfigLoader.of("", new Unsupported(new Object()))))
        .hasMessageContaining("no configuration type");
  }
}
