package io.halcyon.sql.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.halcyon.sql.ast.MaintenanceStatement;
import io.halcyon.sql.ast.Option;
import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.evaluate.Batches;
import io.halcyon.sql.plan.PlanNode;
import io.halcyon.sql.type.Types;
import io.halcyon.sql.value.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes plans down, as text and as JSON: PostgreSQL's `explain.c`. Stateless.
final class Explainer {
  private static final JsonMapper JSON = new JsonMapper();
  private static final double NANOS = 1e6;

  private Explainer() {}

  /// What is to be shown.
  record Options(boolean analyze, boolean costs, boolean timing, boolean summary, boolean json) {
    /// @throws SqlError for what there is not
    static Options of(MaintenanceStatement.Explain explain) {
      boolean analyze = false;
      boolean costs = true;
      @Nullable Boolean timing = null;
      @Nullable Boolean summary = null;
      boolean json = false;
      for (Option option : explain.options()) {
        switch (option.name()) {
          case "analyze" -> analyze = flag(option);
          case "costs" -> costs = flag(option);
          case "timing" -> timing = flag(option);
          case "summary" -> summary = flag(option);
          case "verbose", "buffers", "settings", "wal" -> {
            if (flag(option)) {
              throw SqlError.unsupported(
                  "EXPLAIN option " + option.name().toUpperCase(Locale.ROOT), option.at());
            }
          }
          case "format" -> json = json(option);
          default ->
              throw new SqlError(
                  SqlState.SYNTAX_ERROR,
                  "unrecognized EXPLAIN option \"%s\"".formatted(option.name()),
                  option.at());
        }
      }
      if (timing != null && timing && !analyze) {
        throw new SqlError(
            SqlState.INVALID_PARAMETER_VALUE, "EXPLAIN option TIMING requires ANALYZE");
      }
      return new Options(
          analyze,
          costs,
          timing == null ? analyze : timing,
          summary == null ? analyze : summary,
          json);
    }

    private static boolean flag(Option option) {
      return switch (word(option)) {
        case "", "on", "true", "1" -> true;
        case "off", "false", "0" -> false;
        default ->
            throw new SqlError(
                SqlState.SYNTAX_ERROR,
                "%s requires a Boolean value".formatted(option.name()),
                option.at());
      };
    }

    private static boolean json(Option option) {
      return switch (word(option)) {
        case "text" -> false;
        case "json" -> true;
        case "xml", "yaml" ->
            throw SqlError.unsupported(
                "EXPLAIN in format " + word(option).toUpperCase(Locale.ROOT), option.at());
        default ->
            throw new SqlError(
                SqlState.INVALID_PARAMETER_VALUE,
                "unrecognized value for EXPLAIN option \"format\": \"%s\"".formatted(word(option)),
                option.at());
      };
    }

    private static String word(Option option) {
      return switch (option.value()) {
        case null -> "";
        case Option.Word(String word) -> word.toLowerCase(Locale.ROOT);
        case Option.Reserved(String word) -> word.toLowerCase(Locale.ROOT);
        case Option.Text(String text) -> text.toLowerCase(Locale.ROOT);
        case Option.Numeral(String text) -> text;
        case Option.TypeValue(var type) -> type.name().last();
        case Option.ObjectName(var name) -> name.last();
        default -> "?";
      };
    }

    List<OutputColumn> columns() {
      return List.of(new OutputColumn("QUERY PLAN", json ? Types.JSON : Types.TEXT, -1));
    }
  }

  /// What was measured.
  ///
  /// @param planningNanos until the plan was known
  /// @param executionNanos all the rest
  record Measured(long planningNanos, long executionNanos) {}

  /// Returns a plan as rows.
  static Batch rows(PlanNode root, Options options, Measured measured) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    if (options.json()) {
      rows.add(new @Nullable Object[] {json(root, options, measured)});
    } else {
      List<String> lines = new ArrayList<>();
      for (PlanNode node : root.inputs()) {
        text(node, options, 0, lines);
      }
      if (options.summary()) {
        lines.add(time("Planning Time: %.3f ms", measured.planningNanos()));
        if (options.analyze()) {
          lines.add(time("Execution Time: %.3f ms", measured.executionNanos()));
        }
      }
      lines.forEach(line -> rows.add(new @Nullable Object[] {line}));
    }
    return Batches.of(rows, options.columns());
  }

  private static String time(String format, long nanos) {
    return String.format(Locale.ROOT, format, nanos / NANOS);
  }

  private static long perLoop(long all, PlanNode node) {
    return Math.round((double) all / Math.max(1, node.loops()));
  }

  private static void text(PlanNode node, Options options, int depth, List<String> lines) {
    String name = String.valueOf(node.name());
    boolean subPlan =
        name.startsWith("SubPlan") || (name.startsWith("CTE ") && !name.startsWith("CTE Scan"));
    String indent = depth == 0 ? "" : "      ".repeat(depth - 1) + "  ";
    StringBuilder line = new StringBuilder(indent);
    line.append(depth == 0 || subPlan ? "" : "->  ").append(node.name());
    if (!subPlan) {
      if (options.costs()) {
        line.append("  (rows=").append(Math.max(1, Math.round(node.estimate()))).append(')');
      }
      if (options.analyze()) {
        line.append(actual(node, options));
      }
    }
    lines.add(line.toString());
    String inner = "      ".repeat(depth) + "  ";
    for (Map.Entry<String, List<String>> detail : node.details().entrySet()) {
      lines.add(inner + detail.getKey() + ": " + String.join(", ", detail.getValue()));
    }
    node.inputs().forEach(input -> text(input, options, depth + 1, lines));
  }

  private static String actual(PlanNode node, Options options) {
    if (node.loops() == 0) {
      return " (never executed)";
    }
    String time =
        options.timing()
            ? String.format(
                Locale.ROOT,
                "time=%.3f..%.3f ",
                node.firstNanos() / NANOS,
                node.nanos() / NANOS / node.loops())
            : "";
    return " (actual %srows=%d loops=%d)".formatted(time, perLoop(node.rows(), node), node.loops());
  }

  private static String json(PlanNode root, Options options, Measured measured) {
    ObjectNode whole = JSON.createObjectNode();
    List<PlanNode> tops = root.inputs();
    if (!tops.isEmpty()) {
      whole.set("Plan", json(tops.getFirst(), options));
    }
    if (options.summary()) {
      whole.put("Planning Time", measured.planningNanos() / NANOS);
      if (options.analyze()) {
        whole.put("Execution Time", measured.executionNanos() / NANOS);
      }
    }
    ArrayNode all = JSON.createArrayNode().add(whole);
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(all);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a plan that is no JSON", e);
    }
  }

  private static ObjectNode json(PlanNode node, Options options) {
    ObjectNode written = JSON.createObjectNode();
    written.put("Node Type", node.name());
    if (options.costs()) {
      written.put("Plan Rows", Math.max(1, Math.round(node.estimate())));
    }
    if (options.analyze()) {
      if (options.timing()) {
        written.put("Actual Startup Time", node.firstNanos() / NANOS);
        written.put("Actual Total Time", node.nanos() / NANOS / Math.max(1, node.loops()));
      }
      written.put("Actual Rows", perLoop(node.rows(), node));
      written.put("Actual Loops", node.loops());
    }
    node.details().forEach((label, texts) -> written.put(label, String.join(", ", texts)));
    if (!node.inputs().isEmpty()) {
      ArrayNode inputs = written.putArray("Plans");
      node.inputs().forEach(input -> inputs.add(json(input, options)));
    }
    return written;
  }
}
