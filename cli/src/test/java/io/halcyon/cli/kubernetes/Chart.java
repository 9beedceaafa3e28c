package io.halcyon.cli.kubernetes;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The chart, rendered by Helm itself.
final class Chart {
  static final Path DIRECTORY =
      Path.of("..", "deploy", "k8s", "halcyon").toAbsolutePath().normalize();

  private static final Map<String, Class<? extends HasMetadata>> TYPES =
      Map.of(
          "StatefulSet", StatefulSet.class,
          "Deployment", Deployment.class,
          "Service", Service.class,
          "ServiceAccount", ServiceAccount.class,
          "PodDisruptionBudget", PodDisruptionBudget.class,
          "HorizontalPodAutoscaler", HorizontalPodAutoscaler.class,
          "NetworkPolicy", NetworkPolicy.class,
          "ConfigMap", ConfigMap.class,
          "Pod", Pod.class);

  private static final ObjectMapper JSON = new ObjectMapper();

  private Chart() {}

  /// Renders it as release `shop` in namespace `data`.
  ///
  /// @param values name and value in turn
  static String render(String... values) {
    TemplateCommand command =
        new Helm(DIRECTORY)
            .template()
            .withName("shop")
            .withNamespace("data")
            .withKubeVersion("1.33.0");
    for (int i = 0; i < values.length; i += 2) {
      command.set(values[i], values[i + 1]);
    }
    return command.call();
  }

  /// Returns the objects of a rendering, as maps.
  static List<Map<String, Object>> objects(String yaml) {
    List<Map<String, Object>> objects = new ArrayList<>();
    for (Object each : new Load(LoadSettings.builder().build()).loadAllFromString(yaml)) {
      if (each instanceof Map<?, ?> map) {
        Map<String, Object> object = new LinkedHashMap<>();
        map.forEach((key, value) -> object.put(String.valueOf(key), value));
        objects.add(object);
      }
    }
    return objects;
  }

  /// Returns an object with Kubernetes' types; fields that these do not have are kept apart.
  static HasMetadata typed(Map<String, Object> object) {
    String kind = String.valueOf(object.get("kind"));
    Class<? extends HasMetadata> type =
        Objects.requireNonNull(TYPES.get(kind), () -> "no type for " + kind);
    return JSON.convertValue(object, type);
  }

  static boolean isOfTheOperator(Map<String, Object> object) {
    return String.valueOf(object.get("apiVersion")).startsWith("monitoring.coreos.com/");
  }

  static <T extends HasMetadata> List<T> all(String yaml, Class<T> type) {
    return objects(yaml).stream()
        .filter(object -> !isOfTheOperator(object))
        .map(Chart::typed)
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  static <T extends HasMetadata> T named(String yaml, Class<T> type, String name) {
    return all(yaml, type).stream()
        .filter(each -> each.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + type.getSimpleName() + " " + name));
  }
}
