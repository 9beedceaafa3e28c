package io.halcyon.bench.raw;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/// Writes raw results for people and for programs.
public final class RawReport {
  private static final ObjectMapper JSON = new ObjectMapper();

  private RawReport() {}

  public static String table(List<RawResult> results) {
    StringBuilder out = new StringBuilder();
    out.append("| limit | per s | writes/s | p50 us | p99 us | CPU us each |\n");
    out.append("|---|---:|---:|---:|---:|---:|\n");
    for (RawResult result : results) {
      out.append(
          String.format(
              Locale.ROOT,
              "| %s | %,.0f | %,.0f | %,.0f | %,.0f | %,.0f |%n",
              result.name(),
              result.perSecond(),
              result.writesPerSecond(),
              result.p50Micros(),
              result.p99Micros(),
              result.cpuMicrosEach()));
    }
    return out.toString();
  }

  /// Returns one JSON object on a line for each result.
  public static String json(List<RawResult> results) {
    StringBuilder out = new StringBuilder();
    for (RawResult result : results) {
      ObjectNode node = JSON.createObjectNode();
      node.put("limit", result.name());
      node.put("per_s", Math.round(result.perSecond()));
      node.put("writes_per_s", Math.round(result.writesPerSecond()));
      node.put("p50_us", Math.round(result.p50Micros()));
      node.put("p99_us", Math.round(result.p99Micros()));
      node.put("cpu_us_each", Math.round(result.cpuMicrosEach()));
      try {
        out.append(JSON.writeValueAsString(node)).append('\n');
      } catch (JsonProcessingException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
    return out.toString();
  }
}
