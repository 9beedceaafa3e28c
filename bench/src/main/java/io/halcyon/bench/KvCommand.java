package io.halcyon.bench;

import io.halcyon.bench.etcd.rpc.EtcdTarget;
import io.halcyon.bench.load.KeyDistribution;
import io.halcyon.bench.load.KvTarget;
import io.halcyon.bench.load.LoadConfig;
import io.halcyon.bench.load.LoadReport;
import io.halcyon.bench.load.LoadResult;
import io.halcyon.bench.load.LoadRun;
import io.halcyon.bench.load.Preload;
import io.halcyon.bench.load.ProcessUsage;
import io.halcyon.bench.load.Workload;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// `bench kv`: key-value load on a running cluster.
@Command(
    name = "kv",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Put key-value load on a running cluster and report rates and latencies.",
    footer = {
      "",
      "Workloads: put, get, mixed (half gets, half puts), scan, ycsb-a to ycsb-f.",
      "A step is WORKLOAD[:CLIENTS[:DISTRIBUTION]], for example put:128 or ycsb-a:32:uniform.",
      "With --rate, operations start at a fixed rate, and latency counts from when an operation",
      "should have started; --clients then limits how many are under way."
    })
final class KvCommand implements Callable<Integer> {
  enum Target {
    HALCYON,
    ETCD;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private record Step(String workload, int clients, @Nullable KeyDistribution distribution) {}

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--target",
      converter = Choices.Targets.class,
      description = "What to measure: ${COMPLETION-CANDIDATES}.")
  private Target system = Target.HALCYON;

  @Option(
      names = {"--router", "--endpoints"},
      split = ",",
      description = "host:port of the routers, or of etcd's members.")
  private List<String> endpoints = List.of("127.0.0.1:7400");

  @Option(names = "--workload", description = "The mix of operations.")
  private String workload = "ycsb-a";

  @Option(names = "--steps", split = ",", description = "Several measurements in one run.")
  private List<String> steps = List.of();

  @Option(
      names = "--distribution",
      converter = Choices.Distributions.class,
      description = "How keys are chosen (${COMPLETION-CANDIDATES}); default: the workload's.")
  private @Nullable KeyDistribution distribution;

  @Option(names = "--clients", description = "Logical clients.")
  private int clients = 32;

  @Option(names = "--connections", description = "Connections in all; 0: one for each endpoint.")
  private int connections;

  @Option(names = "--keys", description = "How many records there are.")
  private long keys = 100_000;

  @Option(names = "--value-bytes", description = "Size of a value.")
  private int valueBytes = 100;

  @Option(names = "--scan-max", description = "Scans read 1 to this many pairs.")
  private int scanMax = 100;

  @Option(names = "--warm-up", description = "Seconds before measuring, for each step.")
  private double warmUpSeconds = 5;

  @Option(names = "--duration", description = "Seconds to measure, for each step.")
  private double durationSeconds = 20;

  @Option(names = "--rate", description = "Operations per second (open loop); 0: closed loop.")
  private double rate;

  @Option(names = "--no-load", negatable = true, description = "Use the records of an earlier run.")
  private boolean noLoad;

  @Option(names = "--label", description = "Name of the system in results.")
  private @Nullable String label;

  @Option(
      names = "--server-pids",
      split = ",",
      description = "Server processes on this machine whose CPU time and memory to report.")
  private List<Long> serverPids = List.of();

  @Option(names = "--seed", description = "Seed of the choice of operations and keys.")
  private long seed = 1;

  @Option(
      names = {"-o", "--output"},
      converter = Choices.Formats.class,
      description = "How results are printed: ${COMPLETION-CANDIDATES}.")
  private OutputFormat output = OutputFormat.TABLE;

  @Option(names = "--out", description = "Append each result to this file, one JSON line each.")
  private @Nullable Path file;

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Step> parsed = steps();
    PrintWriter out = spec.commandLine().getOut();
    PrintStream progress = System.err;
    List<LoadResult> results = new ArrayList<>();
    try (KvTarget target = open()) {
      if (!noLoad) {
        new Preload(target, keys, valueBytes, progress).run();
      }
      for (Step step : parsed) {
        LoadResult result =
            new LoadRun(target, config(step), new ProcessUsage(serverPids), progress).run();
        results.add(result);
        if (output == OutputFormat.JSON) {
          out.println(LoadReport.json(result));
          out.flush();
        }
        if (file != null) {
          append(file, LoadReport.json(result));
        }
      }
    }
    if (output == OutputFormat.TABLE) {
      out.print(LoadReport.table(results));
      results.forEach(result -> printFailures(result, out));
      out.flush();
    }
    return results.stream().anyMatch(result -> result.all().count() == 0) ? 1 : 0;
  }

  private List<Step> steps() {
    List<Step> parsed = new ArrayList<>();
    for (String step : steps.isEmpty() ? List.of(workload) : steps) {
      String[] parts = step.split(":", -1);
      try {
        parsed.add(
            new Step(
                Workload.named(parts[0]).name(),
                parts.length > 1 ? Integer.parseInt(parts[1]) : clients,
                parts.length > 2 ? new Choices.Distributions().convert(parts[2]) : distribution));
      } catch (IllegalArgumentException | TypeConversionException wrong) {
        throw new ParameterException(
            spec.commandLine(), "step " + step + ": " + wrong.getMessage(), wrong);
      }
    }
    return parsed;
  }

  private LoadConfig config(Step step) {
    Workload mix = Workload.named(step.workload());
    try {
      return new LoadConfig(
          mix,
          step.distribution() == null ? mix.distribution() : step.distribution(),
          step.clients(),
          keys,
          valueBytes,
          rate,
          Duration.ofMillis(Math.round(warmUpSeconds * 1000)),
          Duration.ofMillis(Math.round(durationSeconds * 1000)),
          scanMax,
          seed);
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
    }
  }

  private KvTarget open() {
    KvTarget target =
        switch (system) {
          case HALCYON -> new HalcyonTarget(endpoints, connections);
          case ETCD -> new EtcdTarget(endpoints, connections);
        };
    return label == null ? target : new Labelled(target, label);
  }

  private static void append(Path file, String line) throws IOException {
    Files.writeString(
        file,
        line + "\n",
        StandardCharsets.UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private static void printFailures(LoadResult result, PrintWriter out) {
    result
        .failures()
        .forEach((message, count) ->
            out.printf(
                "%s %s: %,d x %s%n",
                result.system(), result.config().workload().name(), count, message));
    if (result.absentReads() > result.all().count() / 100) {
      out.printf(
          "%s %s: %,d gets found nothing: were the records loaded?%n",
          result.system(), result.config().workload().name(), result.absentReads());
    }
    if (result.usage().unfinished() > 0) {
      out.printf(
          "%s: %d operations had no answer 30 s after the end%n",
          result.system(), result.usage().unfinished());
    }
  }

  /// A target under another name.
  private record Labelled(KvTarget target, String name) implements KvTarget {
    @Override
    public void put(int client, byte[] key, byte[] value, Completion completion) {
      target.put(client, key, value, completion);
    }

    @Override
    public void get(int client, byte[] key, Completion completion) {
      target.get(client, key, completion);
    }

    @Override
    public void scan(int client, byte[] start, int limit, Completion completion) {
      target.scan(client, start, limit, completion);
    }

    @Override
    public void close() {
      target.close();
    }
  }
}
