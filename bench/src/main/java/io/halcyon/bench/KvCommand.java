package io.halcyon.bench;

import io.halcyon.bench.etcd.rpc.EtcdTarget;
import io.halcyon.bench.load.KeyDistribution;
import io.halcyon.bench.load.KvTarget;
import io.halcyon.bench.load.LoadConfig;
import io.halcyon.bench.load.LoadResult;
import io.halcyon.bench.load.LoadRun;
import io.halcyon.bench.load.Preload;
import io.halcyon.bench.load.Workload;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

  @Option(names = "--rate", description = "Operations per second (open loop); 0: closed loop.")
  private double rate;

  @Option(names = "--no-load", negatable = true, description = "Use the records of an earlier run.")
  private boolean noLoad;

  @Mixin private MeasureOptions measure = new MeasureOptions();

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
        LoadResult result = new LoadRun(target, config(step), measure.servers(), progress).run();
        results.add(result);
        measure.write(result, out);
      }
    }
    measure.conclude(results, out);
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
          measure.warmUp(),
          measure.duration(),
          scanMax,
          measure.seed());
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
    String label = measure.label();
    return label == null ? target : new Labelled(target, label);
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
