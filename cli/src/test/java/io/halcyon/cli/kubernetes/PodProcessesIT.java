package io.halcyon.cli.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.halcyon.client.HalcyonClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Runs what the rendered pods would run: their command lines, their environment, their probes.
/// Only addresses are other ones, as all pods share this machine, and the data's directory.
@Timeout(300)
@EnabledOnOs(
    value = OS.LINUX,
    architectures = "amd64",
    disabledReason = "Helm's library is to be had for this platform only")
class PodProcessesIT {
  private static final int NODES = 3;
  private static final String YAML =
      Chart.render("node.memoryMiB", "1024", "router.memoryMiB", "512");

  @TempDir Path directory;

  private final Map<String, String> addresses = new HashMap<>();
  private final List<Running> running = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();

  /// A pod's process.
  private record Running(Process process, Container container, int httpPort) {}

  @AfterEach
  void stopAll() {
    running.forEach(each -> each.process().destroyForcibly());
  }

  private static PodTemplateSpec nodes() {
    return Chart.named(YAML, StatefulSet.class, "shop-halcyon-node").getSpec().getTemplate();
  }

  private static PodTemplateSpec routers() {
    return Chart.named(YAML, Deployment.class, "shop-halcyon-router").getSpec().getTemplate();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /// Gives a pod's DNS name and ports a place on this machine.
  private void place(String pod) throws IOException {
    String name = pod + ".shop-halcyon-nodes.data.svc.cluster.local";
    for (int port : List.of(7410, 7411, 7481)) {
      addresses.put(name + ":" + port, "127.0.0.1:" + freePort());
    }
  }

  private String placed(String pod, int port) {
    return String.valueOf(
        addresses.get(pod + ".shop-halcyon-nodes.data.svc.cluster.local:" + port));
  }

  private Map<String, String> environment(String pod, Container container) {
    Map<String, String> environment = new HashMap<>();
    for (EnvVar variable : container.getEnv()) {
      String value =
          variable.getValueFrom() == null
              ? variable.getValue()
              : switch (variable.getValueFrom().getFieldRef().getFieldPath()) {
                case "metadata.name" -> pod;
                case "spec.nodeName" -> "machine-of-" + pod;
                default -> throw new AssertionError("no such field here: " + variable);
              };
      for (Map.Entry<String, String> known : environment.entrySet()) {
        value = value.replace("$(" + known.getKey() + ")", known.getValue());
      }
      environment.put(variable.getName(), value);
    }
    return environment;
  }

  private Running start(String pod, Container container, Map<String, String> moved, int httpPort)
      throws IOException {
    Map<String, String> environment = environment(pod, container);
    moved.forEach((name, value) -> {
      assertThat(environment).as("what is moved is there").containsKey(name);
      environment.put(name, value);
    });
    environment.replaceAll((_, value) -> {
      String here = value;
      for (Map.Entry<String, String> each : addresses.entrySet()) {
        here = here.replace(each.getKey(), each.getValue());
      }
      return here;
    });
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-XX:+UseSerialGC");
    command.addAll(List.of(String.valueOf(environment.get("HALCYON_JAVA_OPTS")).split(" ")));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.halcyon.cli.Main"));
    command.addAll(container.getArgs());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(
        ProcessBuilder.Redirect.appendTo(directory.resolve(pod + ".log").toFile()));
    builder.environment().keySet().removeIf(name -> name.startsWith("HALCYON_"));
    builder.environment().putAll(environment);
    Running started = new Running(builder.start(), container, httpPort);
    running.add(started);
    return started;
  }

  private Running startNode(String pod) throws IOException {
    Map<String, String> moved = new HashMap<>();
    moved.put("HALCYON_NODE_DATA", directory.resolve(pod).toString());
    moved.put("HALCYON_NODE_RPC_LISTEN", placed(pod, 7410));
    moved.put("HALCYON_NODE_PEER_LISTEN", placed(pod, 7411));
    moved.put("HALCYON_NODE_HTTP_LISTEN", placed(pod, 7481));
    moved.put("HALCYON_NODE_ADVERTISE_HOST", "127.0.0.1");
    int httpPort = Integer.parseInt(placed(pod, 7481).split(":")[1]);
    return start(pod, nodes().getSpec().getContainers().getFirst(), moved, httpPort);
  }

  private void awaitReady(Running pod) throws IOException, InterruptedException {
    String path = pod.container().getReadinessProbe().getHttpGet().getPath();
    String last = "";
    for (int i = 0; i < 600; i++) {
      assertThat(pod.process().isAlive()).as("%s%n%s", last, logs()).isTrue();
      try {
        last = get(pod, path).body();
        if (get(pod, path).statusCode() == 200) {
          return;
        }
      } catch (IOException notYet) {
        last = notYet.toString();
      }
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    }
    throw new AssertionError("not ready: " + last + "\n" + logs());
  }

  private HttpResponse<String> get(Running pod, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + pod.httpPort() + path);
    return http.send(
        HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private String logs() throws IOException {
    StringBuilder all = new StringBuilder();
    try (var files = Files.newDirectoryStream(directory, "*.log")) {
      for (Path file : files) {
        String text = Files.readString(file);
        all.append(file.getFileName()).append(":\n");
        all.append(text.substring(Math.max(0, text.length() - 3_000))).append('\n');
      }
    }
    return all.toString();
  }

  @Test
  void podsMakeAClusterAndOneComesBack() throws Exception {
    for (int i = 0; i < NODES; i++) {
      place("shop-halcyon-node-" + i);
    }
    List<Running> nodes = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      nodes.add(startNode("shop-halcyon-node-" + i));
    }
    Container routerContainer = routers().getSpec().getContainers().getFirst();
    int grpc = freePort();
    int routerHttp = freePort();
    Map<String, String> moved = Map.of("HALCYON_ROUTER_LISTEN_HOST", "127.0.0.1");
    Container placed =
        new io.fabric8.kubernetes.api.model.ContainerBuilder(routerContainer)
            .addToArgs(
                "--router.listen.grpc-port=" + grpc,
                "--router.listen.http-port=" + routerHttp,
                "--router.listen.postgres-port=" + freePort())
            .build();
    Running router = start("shop-halcyon-router", placed, moved, routerHttp);
    for (Running node : nodes) {
      awaitReady(node);
    }
    awaitReady(router);
    assertThat(get(nodes.getFirst(), "/healthz").statusCode()).isEqualTo(200);
    metricsOfRulesAndDashboardExist(nodes.getFirst(), router);

    try (HalcyonClient client =
        HalcyonClient.builder()
            .addresses("127.0.0.1:" + grpc)
            .timeout(Duration.ofSeconds(30))
            .build()) {
      client.sql().update("CREATE TABLE t (id int PRIMARY KEY)");
      client.sql().update("INSERT INTO t VALUES (1)");
      Running leaving = nodes.get(1);
      leaving.process().destroy(); // SIGTERM, as Kubernetes sends it
      long grace = nodes().getSpec().getTerminationGracePeriodSeconds();
      assertThat(leaving.process().waitFor(grace, TimeUnit.SECONDS)).as(logs()).isTrue();
      assertThat(leaving.process().exitValue()).isZero();
      client.sql().update("INSERT INTO t VALUES (2)");
      awaitReady(startNode("shop-halcyon-node-1"));
      assertThat(client.sql().query("SELECT count(*) FROM t").getFirst().getLong(0)).isEqualTo(2);
    }
  }

  /// Alerts and dashboards that ask for what nobody measures would be silent for ever.
  private void metricsOfRulesAndDashboardExist(Running node, Running router) throws Exception {
    Set<String> measured = ChartTest.metrics(get(node, "/metrics").body());
    measured.addAll(ChartTest.metrics(get(router, "/metrics").body()));
    for (String file : List.of("files/rules.yaml", "files/dashboard.json")) {
      String text = Files.readString(Chart.DIRECTORY.resolve(file));
      assertThat(measured).as(file).containsAll(ChartTest.metrics(text));
    }
  }
}
