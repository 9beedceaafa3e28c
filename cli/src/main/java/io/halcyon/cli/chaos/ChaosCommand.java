package io.halcyon.cli.chaos;

import io.halcyon.chaos.cluster.Backend;
import io.halcyon.chaos.cluster.Launch;
import io.halcyon.chaos.cluster.LocalCluster;
import io.halcyon.chaos.cluster.LocalSpec;
import io.halcyon.chaos.nemesis.NemesisKind;
import io.halcyon.chaos.run.ChaosReport;
import io.halcyon.chaos.run.ChaosRun;
import io.halcyon.chaos.run.ChaosSpec;
import io.halcyon.cli.output.OutputFormat;
import io.halcyon.cli.output.Printer;
import io.halcyon.cli.output.Row;
import io.halcyon.cli.output.Terminal;
import io.halcyon.cli.verify.LiveView;
import io.halcyon.cli.verify.Summary;
import io.halcyon.core.config.DurationText;
import io.halcyon.core.hlc.SystemClock;
import io.halcyon.core.runtime.Randomness;
import io.halcyon.verify.run.RunFiles;
import io.halcyon.verify.run.RunSpec;
import io.halcyon.verify.workload.Judge;
import io.halcyon.verify.workload.WorkloadKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Starts a cluster of processes, disturbs it while workloads run, and tells whether it kept its
/// promises and how soon it was available again.
@Command(
    name = "chaos",
    header = "Runs partition and crash tests against a cluster of its own.",
    description = {
      "Starts nodes and routers as processes (in network namespaces, if this machine can), lets the"
          + " workloads of `halcyon verify` run, and does bad things meanwhile. The checkers judge what"
          + " clients were told; a probe measures how soon everything can be written and read again.",
      "",
      "Nemeses, by family: kill (kill-node, kill-router, kill-all), pause (pause-node, pause-router,"
          + " pause-and-kill), restart (restart, roll), partition (isolate, majority, bridge, ring,"
          + " one-way, isolate-leader, cut-router, flap), loss.",
      "Workloads: bank, list-append, register, long-fork, write-skew, monotonic, sets,"
          + " causal-reverse.",
      "Backends: netns needs root and Debian's packages iproute2 and iptables; local needs nothing,"
          + " and cannot disturb the network. Without --backend: netns if it is to be had.",
      "",
      "Exit codes: 0 valid, 1 a promise was broken, the cluster was not available again within a"
          + " minute, or the run failed, 3 nothing was found but not everything could be decided."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  halcyon chaos",
      "  halcyon chaos --time 10m --nemesis all --workload all --seed 7",
      "  halcyon chaos --nemesis partition --workload bank,register --nodes 5",
      "  halcyon chaos --nemesis isolate-leader,loss --time 90s",
      "  halcyon chaos --backend local --nemesis kill,pause --report /tmp/chaos"
    })
public final class ChaosCommand implements Callable<Integer> {
  private static final String ALL = "all";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int OPERATIONS_MAX = 200_000;

  private final Terminal terminal;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Option(
      names = "--time",
      paramLabel = "TIME",
      defaultValue = "2m",
      description = "How long clients work; a number alone is seconds (${DEFAULT-VALUE}).")
  private String time = "";

  @Option(
      names = "--nemesis",
      split = ",",
      paramLabel = "NAME",
      defaultValue = ALL,
      description = "Nemeses or families, separated by commas, or all (${DEFAULT-VALUE}).")
  private List<String> nemeses = List.of();

  @Option(
      names = "--workload",
      split = ",",
      paramLabel = "NAME",
      defaultValue = ALL,
      description = "Workloads, separated by commas, or all (${DEFAULT-VALUE}).")
  private List<String> workloads = List.of();

  @Option(names = "--seed", paramLabel = "N", description = "Of operations and faults.")
  private @Nullable Long seed;

  @Option(names = "--backend", paramLabel = "NAME", description = "netns or local.")
  private @Nullable String backend;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = "Where report, histories, logs and data go (data/chaos/<run>).")
  private @Nullable Path report;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "3",
      description = "Nodes, 3 at least (${DEFAULT-VALUE}).")
  private int nodes;

  @Option(
      names = "--routers",
      paramLabel = "N",
      defaultValue = "2",
      description = "Routers (${DEFAULT-VALUE}).")
  private int routers;

  @Option(
      names = "--shards",
      paramLabel = "N",
      defaultValue = "3",
      description = "Data shards (${DEFAULT-VALUE}).")
  private int shards;

  @Option(
      names = "--clients",
      paramLabel = "N",
      defaultValue = "3",
      description = "Clients of each workload (${DEFAULT-VALUE}).")
  private int clients;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "40",
      description =
          "Most operations of each workload a second; 0: as many as go (${DEFAULT-VALUE}).")
  private int rate;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table or json (${DEFAULT-VALUE}).")
  private OutputFormat format = OutputFormat.TABLE;

  public ChaosCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Backend chosen = backend();
    List<NemesisKind> kinds = kinds(chosen);
    List<WorkloadKind> works = works();
    long number = seed == null ? Randomness.identity() >>> 16 : seed;
    RunSpec traffic = traffic(number);
    String id = Long.toString(SystemClock.INSTANCE.millis(), Character.MAX_RADIX);
    Path directory =
        (report == null ? Path.of("data", "chaos", id) : report).toAbsolutePath().normalize();
    terminal
        .err()
        .printf(
            "%d nodes and %d routers (%s) in %s; %d s of %s; seed %d ...%n",
            nodes,
            routers,
            chosen.title(),
            directory,
            traffic.length().toSeconds(),
            String.join(", ", kinds.stream().map(NemesisKind::title).toList()),
            number);
    LocalCluster cluster = cluster(chosen, directory);
    ChaosReport result =
        new ChaosRun(
                ChaosSpec.of(traffic, works, kinds, 0),
                cluster,
                new LiveView(terminal, traffic.length()))
            .run(new Judge(Runtime.getRuntime().maxMemory() / 2));
    Path page = RunFiles.write(result.verification(), facts(chosen), result::addTo, directory);
    print(result, page, again(number, kinds, works, chosen));
    return Summary.exitCode(result.decision());
  }

  private void print(ChaosReport result, Path page, String again) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("ambiguous", String.format(Locale.ROOT, "%.2f %%", result.ambiguousPercent()));
    facts.put("result", result.decision().word());
    if (!result.problems().isEmpty()) {
      facts.put("problems", String.join("; ", result.problems()));
    }
    facts.put("report", page.toString());
    facts.put("again", again);
    if (format == OutputFormat.TABLE) {
      Printer printer = new Printer(terminal, format);
      for (ChaosReport.OfKind kind : result.byKind()) {
        List<String> cells = kind.cells();
        Row row = Row.of(ChaosReport.COLUMNS.getFirst(), cells.getFirst());
        for (int i = 1; i < cells.size(); i++) {
          row = row.with(ChaosReport.COLUMNS.get(i), cells.get(i));
        }
        printer.row(row);
      }
      printer.end();
      terminal.out().println();
    }
    new Summary(terminal, format).print(result.verification(), facts);
  }

  private Map<String, String> facts(Backend chosen) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "cluster",
        "%d nodes, %d routers, %d shards, %s".formatted(nodes, routers, shards, chosen.title()));
    facts.put(
        "clients", "%d of each workload, at most %d operations a second".formatted(clients, rate));
    return facts;
  }

  /// Returns the command line that does the same faults again.
  private String again(
      long number, List<NemesisKind> kinds, List<WorkloadKind> works, Backend chosen) {
    return "halcyon chaos --time %s --seed %d --backend %s --nodes %d --routers %d --shards %d --nemesis %s --workload %s"
        .formatted(
            time,
            number,
            chosen.title(),
            nodes,
            routers,
            shards,
            String.join(",", kinds.stream().map(NemesisKind::title).toList()),
            String.join(",", works.stream().map(WorkloadKind::title).toList()));
  }

  private LocalCluster cluster(Backend chosen, Path directory) {
    try {
      return new LocalCluster(
          new LocalSpec(chosen, nodes, routers, shards, directory, Launch.ofThisProcess()));
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private Backend backend() {
    if (backend == null) {
      return Backend.NETNS
          .obstacle()
          .map(reason -> {
            terminal.err().println("Without network faults: " + reason);
            return Backend.LOCAL;
          })
          .orElse(Backend.NETNS);
    }
    return Backend.named(backend)
        .orElseThrow(() -> wrong("--backend: no " + backend + "; there are netns and local"));
  }

  /// Returns the kinds that were chosen: with `all` and families those that this cluster can have.
  private List<NemesisKind> kinds(Backend chosen) {
    Set<NemesisKind> kinds = new LinkedHashSet<>();
    for (String name : nemeses) {
      Set<NemesisKind> named =
          NemesisKind.named(name)
              .orElseThrow(() ->
                  wrong(
                      "--nemesis: no %s; there are all, %s"
                          .formatted(name, String.join(", ", NemesisKind.names()))));
      List<NemesisKind> possible = named.stream().filter(kind -> possible(kind, chosen)).toList();
      if (possible.isEmpty()) {
        throw wrong(
            "--nemesis: %s needs %s"
                .formatted(
                    name,
                    chosen == Backend.NETNS
                        ? named.iterator().next().nodesMin() + " nodes"
                        : "the backend netns"));
      }
      kinds.addAll(possible);
    }
    return new ArrayList<>(kinds);
  }

  private boolean possible(NemesisKind kind, Backend chosen) {
    return nodes >= kind.nodesMin() && (chosen == Backend.NETNS || !kind.needsNetwork());
  }

  private List<WorkloadKind> works() {
    Set<WorkloadKind> works = new LinkedHashSet<>();
    for (String name : workloads) {
      if (name.equals(ALL)) {
        works.addAll(List.of(WorkloadKind.values()));
      } else {
        works.add(
            WorkloadKind.named(name)
                .orElseThrow(() ->
                    wrong(
                        "--workload: no %s; there are %s and all"
                            .formatted(name, String.join(", ", WorkloadKind.titles())))));
      }
    }
    return List.copyOf(works);
  }

  private RunSpec traffic(long number) {
    try {
      Duration length =
          time.chars().allMatch(Character::isDigit) && !time.isEmpty()
              ? Duration.ofSeconds(Long.parseLong(time))
              : DurationText.parse(time);
      return new RunSpec(number, length, clients, rate, OPERATIONS_MAX, PATIENCE);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
