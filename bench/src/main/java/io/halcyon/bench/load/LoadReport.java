package io.halcyon.bench.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.halcyon.bench.load.LoadResult.Latency;
import java.util.List;
import java.util.Locale;

/// Writes results for people and for programs.
public final class LoadReport {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private LoadReport() {}

  /// Returns the results as a Markdown table, one row for each kind of operation.
  public static String table(List<LoadResult> results) {
    StringBuilder out = new StringBuilder();
    out.append("| system | workload | clients | keys | operation | ops/s | p50 ms | p95 ms ")
        .append("| p99 ms | p99.9 ms | max ms | server CPU us/op | failed | attempts |\n");
    out.append("|---|---|---:|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
    for (LoadResult result : results) {
      row(out, result, "all", result.all());
      if (result.operations().size() > 1) {
        result.operations().forEach((kind, latency) -> row(out, result, kind, latency));
      }
    }
    return out.toString();
  }

  private static void row(StringBuilder out, LoadResult result, String kind, Latency latency) {
    LoadConfig config = result.config();
    out.append(
        String.format(
            Locale.ROOT,
            "| %s | %s | %d | %s | %s | %,.0f | %.2f | %.2f | %.2f | %.2f | %.1f | %s | %d | %.2f |%n",
            result.system(),
            config.workload().name(),
            config.clients(),
            config.distribution().toString(),
            kind,
            latency.perSecond(),
            latency.p50(),
            latency.p95(),
            latency.p99(),
            latency.p999(),
            latency.max(),
            result.usage().serverCpuSeconds() == 0
                ? "-"
                : String.format(Locale.ROOT, "%.0f", result.serverCpuMicrosEach()),
            result.failed(),
            result.attemptsEach()));
  }

  /// Returns one result as a JSON object on one line, times in milliseconds unless the name says
  /// otherwise.
  public static String json(LoadResult result) {
    LoadConfig config = result.config();
    ObjectNode node = JSON.createObjectNode();
    node.put("system", result.system());
    node.put("workload", config.workload().name());
    node.put("clients", config.clients());
    node.put("dist", config.distribution().toString());
    node.put("records", config.records());
    node.put("value_bytes", config.valueBytes());
    node.put("loop", config.openLoop() ? "open" : "closed");
    if (config.openLoop()) {
      node.put("rate", config.operationsPerSecond());
    }
    node.put("seed", config.seed());
    node.put("seconds", rounded(result.seconds()));
    node.put("ops", result.all().count());
    node.put("ops_per_s", rounded(result.all().perSecond()));
    node.put("median_second", result.medianSecond());
    latencies(node, result.all());
    ObjectNode operations = node.putObject("operations");
    result
        .operations()
        .forEach((kind, latency) -> {
          ObjectNode operation = operations.putObject(kind);
          operation.put("ops", latency.count());
          operation.put("ops_per_s", rounded(latency.perSecond()));
          latencies(operation, latency);
        });
    node.set("per_second", JSON.valueToTree(result.perSecond()));
    node.put("errors", result.failed());
    if (!result.failures().isEmpty()) {
      node.set("failures", JSON.valueToTree(result.failures()));
    }
    node.put("absent_reads", result.absentReads());
    node.put("attempts_per_op", rounded(result.attemptsEach()));
    if (!result.lostAttempts().isEmpty()) {
      node.set("lost_attempts", JSON.valueToTree(result.lostAttempts()));
    }
    node.put("unfinished", result.usage().unfinished());
    node.put("server_cpu_s", rounded(result.usage().serverCpuSeconds()));
    node.put("client_cpu_s", rounded(result.usage().clientCpuSeconds()));
    node.put("server_cpu_us_per_op", rounded(result.serverCpuMicrosEach()));
    node.put("server_pss_mib", result.usage().serverMemoryMib());
    try {
      return JSON.writeValueAsString(node);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static void latencies(ObjectNode node, Latency latency) {
    node.put("mean_ms", rounded(latency.mean()));
    node.put("p50_ms", rounded(latency.p50()));
    node.put("p90_ms", rounded(latency.p90()));
    node.put("p95_ms", rounded(latency.p95()));
    node.put("p99_ms", rounded(latency.p99()));
    node.put("p999_ms", rounded(latency.p999()));
    node.put("max_ms", rounded(latency.max()));
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
