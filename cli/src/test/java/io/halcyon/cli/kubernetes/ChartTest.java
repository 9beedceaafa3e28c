package io.halcyon.cli.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EnabledOnOs(
    value = OS.LINUX,
    architectures = "amd64",
    disabledReason = "Helm's library is to be had for this platform only")
class ChartTest {
  private static final String[] ALL = {
    "metrics.serviceMonitor.enabled", "true",
    "metrics.rules.enabled", "true",
    "metrics.dashboards.enabled", "true",
    "router.autoscaling.enabled", "true",
    "node.storage.className", "fast",
    "node.labels.zone", "a",
    "networkPolicy.clientsFrom[0].namespaceSelector.matchLabels.team", "shop",
    "networkPolicy.metricsFrom[0].namespaceSelector.matchLabels.team", "ops",
    "topology.antiAffinity", "preferred",
    "image.pullSecrets[0].name", "registry",
  };

  private static final String PLAIN = Chart.render();
  private static final String FULL = Chart.render(ALL);

  @Test
  void helmFindsNothingToSay() {
    LintResult result = new Helm(Chart.DIRECTORY).lint().strict().call();
    assertThat(result.isFailed()).as(String.join("\n", result.getMessages())).isFalse();
  }

  @Test
  void everyFieldIsOneThatKubernetesKnows() {
    for (String yaml : List.of(PLAIN, FULL)) {
      for (Map<String, Object> object : Chart.objects(yaml)) {
        if (!Chart.isOfTheOperator(object)) {
          HasMetadata typed = Chart.typed(object);
          String where = typed.getKind() + " " + typed.getMetadata().getName();
          assertThat(unknown(typed, where)).isEmpty();
          assertThat(typed.getMetadata().getName()).matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
          assertThat(typed.getMetadata().getLabels())
              .containsEntry("app.kubernetes.io/instance", "shop");
        }
      }
    }
    assertThat(Chart.objects(FULL)).hasSizeGreaterThan(Chart.objects(PLAIN).size());
  }

  /// Returns where there are fields that the types do not have.
  private static List<String> unknown(@Nullable Object value, String where) {
    List<String> found = new ArrayList<>();
    if (value instanceof Collection<?> items) {
      items.forEach(item -> found.addAll(unknown(item, where + "[]")));
    } else if (value != null && value.getClass().getName().startsWith("io.fabric8.")) {
      for (Method method : value.getClass().getMethods()) {
        boolean getter = method.getName().startsWith("get") && method.getParameterCount() == 0;
        if (getter
            && !method.isAnnotationPresent(com.fasterxml.jackson.annotation.JsonIgnore.class)) {
          Object inner = call(method, value);
          if (method.getName().equals("getAdditionalProperties")) {
            ((Map<?, ?>) java.util.Objects.requireNonNull(inner))
                .keySet()
                .forEach(key -> found.add(where + "." + key));
          } else {
            found.addAll(unknown(inner, where + "." + method.getName().substring("get".length())));
          }
        }
      }
    }
    return found;
  }

  private static @Nullable Object call(Method method, Object value) {
    try {
      return method.invoke(value);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new LinkageError(method + " cannot be called", e);
    }
  }

  private static PodTemplateSpec nodes(String yaml) {
    return Chart.named(yaml, StatefulSet.class, "shop-halcyon-node").getSpec().getTemplate();
  }

  private static PodTemplateSpec routers(String yaml) {
    return Chart.named(yaml, Deployment.class, "shop-halcyon-router").getSpec().getTemplate();
  }

  private static Container container(PodTemplateSpec template) {
    return template.getSpec().getContainers().getFirst();
  }

  @Test
  void whateverSelectsPodsFindsThem() {
    Map<String, String> node = nodes(FULL).getMetadata().getLabels();
    Map<String, String> router = routers(FULL).getMetadata().getLabels();
    assertThat(node)
        .containsAllEntriesOf(
            Chart.named(FULL, StatefulSet.class, "shop-halcyon-node")
                .getSpec()
                .getSelector()
                .getMatchLabels());
    for (Service service : Chart.all(FULL, Service.class)) {
      boolean ofNodes = service.getMetadata().getName().equals("shop-halcyon-nodes");
      Map<String, String> labels = ofNodes ? node : router;
      assertThat(labels).containsAllEntriesOf(service.getSpec().getSelector());
      List<String> ports =
          container(ofNodes ? nodes(FULL) : routers(FULL)).getPorts().stream()
              .map(port -> port.getName() + port.getContainerPort())
              .toList();
      for (ServicePort port : service.getSpec().getPorts()) {
        assertThat(ports).contains(port.getTargetPort().getStrVal() + port.getPort());
      }
    }
    for (PodDisruptionBudget budget : Chart.all(FULL, PodDisruptionBudget.class)) {
      boolean ofNodes = budget.getMetadata().getName().endsWith("-node");
      assertThat(ofNodes ? node : router)
          .containsAllEntriesOf(budget.getSpec().getSelector().getMatchLabels());
      assertThat(budget.getSpec().getMaxUnavailable().getIntVal()).isEqualTo(1);
    }
    for (NetworkPolicy policy : Chart.all(FULL, NetworkPolicy.class)) {
      boolean ofNodes = policy.getMetadata().getName().endsWith("-node");
      assertThat(ofNodes ? node : router)
          .containsAllEntriesOf(policy.getSpec().getPodSelector().getMatchLabels());
    }
    HorizontalPodAutoscaler scaler =
        Chart.named(FULL, HorizontalPodAutoscaler.class, "shop-halcyon-router");
    assertThat(scaler.getSpec().getScaleTargetRef().getName()).isEqualTo("shop-halcyon-router");
    assertThat(Chart.named(FULL, Deployment.class, "shop-halcyon-router").getSpec().getReplicas())
        .as("the autoscaler's business")
        .isNull();
  }

  @Test
  void podsAreLockedDown() {
    for (PodTemplateSpec template : List.of(nodes(PLAIN), routers(PLAIN))) {
      var pod = template.getSpec();
      assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
      assertThat(pod.getSecurityContext().getSeccompProfile().getType())
          .isEqualTo("RuntimeDefault");
      assertThat(pod.getAutomountServiceAccountToken()).isFalse();
      assertThat(pod.getEnableServiceLinks()).as("HALCYON_PORT and its kin").isFalse();
      var container = container(template).getSecurityContext();
      assertThat(container.getReadOnlyRootFilesystem()).isTrue();
      assertThat(container.getAllowPrivilegeEscalation()).isFalse();
      assertThat(container.getCapabilities().getDrop()).containsExactly("ALL");
      assertThat(container(template).getVolumeMounts())
          .extracting(mount -> mount.getMountPath())
          .contains("/tmp");
    }
  }

  @Test
  void livenessAsksForNoQuorum() {
    for (PodTemplateSpec template : List.of(nodes(PLAIN), routers(PLAIN))) {
      Container container = container(template);
      for (Probe probe : List.of(container.getStartupProbe(), container.getLivenessProbe())) {
        assertThat(probe.getHttpGet().getPath()).isEqualTo("/healthz");
      }
      assertThat(container.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/readyz");
    }
    assertThat(Chart.named(PLAIN, Service.class, "shop-halcyon-nodes").getSpec())
        .satisfies(service -> {
          assertThat(service.getPublishNotReadyAddresses()).isTrue();
          assertThat(service.getClusterIP()).isEqualTo("None");
        });
  }

  @Test
  void aNodesMemoryIsOneBudget() {
    Container node = container(nodes(Chart.render("node.memoryMiB", "4096")));
    assertThat(String.valueOf(node.getResources().getLimits().get("memory"))).isEqualTo("4096Mi");
    long limit = 4096L << 20;
    long heap = option(node, "-Xmx(\\d+)m") << 20;
    long direct = option(node, "MaxDirectMemorySize=(\\d+)m") << 20;
    long cache = Long.parseLong(environment(node, "HALCYON_NODE_STORAGE_CACHE_BYTES"));
    assertThat(heap).isEqualTo(limit / 2);
    assertThat(heap + direct + cache).isLessThan(limit * 9 / 10);
  }

  private static long option(Container container, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(environment(container, "HALCYON_JAVA_OPTS"));
    assertThat(matcher.find()).as(pattern).isTrue();
    return Long.parseLong(matcher.group(1));
  }

  static String environment(Container container, String name) {
    return container.getEnv().stream()
        .filter(variable -> variable.getName().equals(name))
        .map(EnvVar::getValue)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name));
  }

  @Test
  void whatAPodHasBesideIsMerged() {
    String yaml =
        Chart.render(
            "node.podTemplate.spec.priorityClassName", "high",
            "node.podTemplate.metadata.annotations.team", "data",
            "node.settings.node\\.raft\\.segment-bytes", "16777216");
    PodTemplateSpec template = nodes(yaml);
    assertThat(template.getSpec().getPriorityClassName()).isEqualTo("high");
    assertThat(template.getMetadata().getAnnotations()).containsEntry("team", "data");
    assertThat(template.getMetadata().getLabels()).containsKey("app.kubernetes.io/component");
    assertThat(environment(container(template), "HALCYON_NODE_RAFT_SEGMENT_BYTES"))
        .isEqualTo("16777216");
    assertThat(routers(yaml).getSpec().getPriorityClassName()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tls.enabled=true",
        "node.replicas=3",
        "node.count=0",
        "node.memoryMiB=16",
        "cluster.replication=2",
        "node.storage.size=much",
        "service.type=External",
        "node.settings.data=/tmp"
      })
  void valuesThatMeanNothingAreRefused(String setting) {
    String[] parts = setting.split("=", 2);
    assertThatThrownBy(() -> Chart.render(parts[0], parts[1]))
        .hasMessageContaining("values don't meet the specifications of the schema");
  }

  @Test
  void fewerNodesThanReplicasAreRefused() {
    assertThatThrownBy(() -> Chart.render("node.count", "1"))
        .hasMessageContaining("a shard needs a node for each of its replicas");
    assertThat(Chart.render("node.count", "1", "cluster.replication", "1"))
        .contains("kind: StatefulSet");
  }

  @Test
  void everyAlertHasItsRunbook() throws IOException {
    String rules = Files.readString(Chart.DIRECTORY.resolve("files/rules.yaml"));
    String book = Files.readString(Path.of("..", "docs", "operations.md"));
    List<String> alerts =
        Pattern.compile("alert: (\\w+)").matcher(rules).results().map(m -> m.group(1)).toList();
    assertThat(alerts).isNotEmpty();
    for (String alert : alerts) {
      assertThat(rules).contains("docs/operations.md#" + alert.toLowerCase(java.util.Locale.ROOT));
      assertThat(book).contains("### " + alert + "\n");
    }
  }

  /// Names of Halcyon's metrics in a text.
  static Set<String> metrics(String text) {
    TreeSet<String> names = new TreeSet<>();
    Pattern.compile("halcyon_[a-z_]+").matcher(text).results().forEach(m -> names.add(m.group()));
    return names;
  }

  @Test
  void theDashboardIsOneThatGrafanaReads() throws IOException {
    JsonNode dashboard =
        new ObjectMapper()
            .readTree(Files.readString(Chart.DIRECTORY.resolve("files/dashboard.json")));
    assertThat(dashboard.path("panels").size()).isGreaterThan(10);
    TreeSet<Integer> ids = new TreeSet<>();
    for (JsonNode panel : dashboard.path("panels")) {
      assertThat(ids.add(panel.path("id").asInt())).isTrue();
      assertThat(panel.path("title").asText()).isNotEmpty();
    }
    assertThat(FULL).contains("halcyon.json: |-").contains("grafana_dashboard: \"1\"");
  }
}
