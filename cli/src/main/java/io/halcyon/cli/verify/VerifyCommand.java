package io.halcyon.cli.verify;

import io.halcyon.cli.cluster.LocalMembers;
import io.halcyon.cli.connection.RouterOptions;
import io.halcyon.cli.output.Terminal;
import io.halcyon.core.config.DurationText;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.hlc.SystemClock;
import io.halcyon.core.runtime.Randomness;
import io.halcyon.verify.database.ClientDatabase;
import io.halcyon.verify.run.Disturbance;
import io.halcyon.verify.run.RunFiles;
import io.halcyon.verify.run.RunSpec;
import io.halcyon.verify.run.Runner;
import io.halcyon.verify.run.Verification;
import io.halcyon.verify.workload.Judge;
import io.halcyon.verify.workload.WorkloadKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Runs workloads against a cluster, and tells whether it kept its promises.
@Command(
    name = "verify",
    header = "Checks a running cluster's guarantees with workloads.",
    description = {
      "Clients work on a scratch range of keys while, if you say so, processes of a local cluster are"
          + " killed, paused and restarted. Every operation is recorded, and the checkers say whether"
          + " any order explains the answers.",
      "",
      "Workloads: bank, list-append, register, long-fork, write-skew, monotonic, sets,"
          + " causal-reverse (or: comments).",
      "Faults: kill-node, pause-node, restart-node, kill-router, pause-router, restart-router.",
      "",
      "Exit codes: 0 valid, 1 a promise was broken (or the run failed), 3 nothing was found but not"
          + " everything could be decided."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  halcyon verify",
      "  halcyon verify --workload bank,sets --time 5m --clients 20",
      "  halcyon cluster start --routers 2 && halcyon verify --workload all --time 60 --fault all",
      "  halcyon verify --fault kill-node,pause-router --seed 7 -o json",
      "  halcyon verify check data/verify/*/bank.jsonl"
    })
public final class VerifyCommand implements Callable<Integer> {
  private static final String ALL = "all";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Terminal terminal;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Mixin private RouterOptions shared = new RouterOptions();

  @Option(
      names = "--workload",
      split = ",",
      paramLabel = "NAME",
      defaultValue = ALL,
      description = "Workloads, separated by commas, or all (${DEFAULT-VALUE}).")
  private List<String> workloads = List.of();

  @Option(
      names = "--time",
      paramLabel = "TIME",
      defaultValue = "30s",
      description = "How long clients work; a number alone is seconds (${DEFAULT-VALUE}).")
  private String time = "";

  @Option(
      names = "--clients",
      paramLabel = "N",
      defaultValue = "5",
      description = "Clients of each workload (${DEFAULT-VALUE}).")
  private int clients;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "150",
      description =
          "Most operations of each workload a second; 0: as many as go (${DEFAULT-VALUE}).")
  private int rate;

  @Option(
      names = "--operations-max",
      paramLabel = "N",
      defaultValue = "200000",
      description =
          "Most operations of each workload, which are kept in memory (${DEFAULT-VALUE}).")
  private int operationsMax;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "5s",
      description = "How long a client tries an operation, retries included (${DEFAULT-VALUE}).")
  private Duration timeout = Duration.ZERO;

  @Option(names = "--seed", paramLabel = "N", description = "Of operations and faults.")
  private @Nullable Long seed;

  @Option(
      names = "--prefix",
      paramLabel = "KEY",
      description = "Of all keys that are written (verify/<run>/).")
  private @Nullable String prefix;

  @Option(names = "--keep", description = "Leave the keys in the cluster.")
  private boolean keep;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = "Where report and histories go (data/verify/<run>).")
  private @Nullable Path report;

  @Option(
      names = "--fault",
      split = ",",
      paramLabel = "FAULT",
      description = "Disturb the local cluster of --data, with these faults in turn, or all.")
  private List<String> faults = List.of();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "data/cluster",
      description =
          "The directory of a cluster that `halcyon cluster start` has started (${DEFAULT-VALUE}).")
  private Path data = Path.of("data/cluster");

  private VerifyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /// Returns the command with its sub-command.
  public static CommandLine line(Terminal terminal) {
    CommandLine line = new CommandLine(new VerifyCommand(terminal));
    line.addSubcommand(new CheckCommand(terminal));
    return line;
  }

  /// Returns a judge that may use most of this process's memory.
  static Judge judge() {
    return new Judge(Runtime.getRuntime().maxMemory() / 2);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<WorkloadKind> kinds =
        named("--workload", workloads, WorkloadKind::named, WorkloadKind.values(), titles());
    List<FaultKind> faultKinds =
        named("--fault", faults, FaultKind::named, FaultKind.values(), FaultKind.titles());
    long chosen = seed == null ? Randomness.identity() >>> 16 : seed;
    RunSpec run = runSpec(chosen);
    if (faultKinds.isEmpty()) {
      return verify(kinds, run, shared.routers(), Disturbance.NONE);
    }
    try (LocalMembers members = LocalMembers.open(data)) {
      for (FaultKind kind : faultKinds) {
        if (!kind.ofNode() && members.routers().isEmpty()) {
          throw wrong(kind.title() + " needs a router among the processes in " + data);
        }
      }
      LocalFaults disturbance =
          new LocalFaults(members, faultKinds, ~chosen, run.length(), PATIENCE);
      // Ctrl-C must not leave a process frozen.
      Thread release = Thread.ofPlatform().name("verify-end").unstarted(disturbance::release);
      Runtime.getRuntime().addShutdownHook(release);
      try {
        return verify(kinds, run, routers(members), disturbance);
      } finally {
        Runtime.getRuntime().removeShutdownHook(release);
      }
    }
  }

  private static List<String> titles() {
    return WorkloadKind.titles();
  }

  /// Returns the routers that were named, or else those of the local cluster.
  private List<String> routers(LocalMembers members) {
    boolean named =
        spec.commandLine().getParseResult().hasMatchedOption("--router")
            || System.getenv("HALCYON_ROUTER") != null;
    return named || members.routerAddresses().isEmpty()
        ? shared.routers()
        : members.routerAddresses();
  }

  private RunSpec runSpec(long chosen) {
    try {
      Duration length =
          time.chars().allMatch(Character::isDigit) && !time.isEmpty()
              ? Duration.ofSeconds(Long.parseLong(time))
              : DurationText.parse(time);
      return new RunSpec(chosen, length, clients, rate, operationsMax, PATIENCE);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private int verify(
      List<WorkloadKind> kinds, RunSpec run, List<String> routers, Disturbance disturbance)
      throws IOException, InterruptedException {
    String id = Long.toString(SystemClock.INSTANCE.millis(), Character.MAX_RADIX);
    String range = prefix == null ? "verify/" + id + "/" : prefix;
    Path directory = report == null ? Path.of("data", "verify", id) : report;
    terminal
        .err()
        .printf(
            "Verifying with %d workloads for %d s on %s, keys %s*, seed %d ...%n",
            kinds.size(), run.length().toSeconds(), String.join(",", routers), range, run.seed());
    try (ClientDatabase database = database(routers, range)) {
      LiveView view = new LiveView(terminal, run.length());
      Verification verification =
          new Runner(run, database, SystemClock.INSTANCE, view).run(kinds, disturbance, judge());
      Path page = RunFiles.write(verification, facts(run, routers, range), _ -> {}, directory);
      erase(database, range);
      new Summary(terminal, shared.format()).print(verification, Map.of("report", page.toString()));
      return Summary.exitCode(verification.decision());
    }
  }

  private Map<String, String> facts(RunSpec run, List<String> routers, String range) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("routers", String.join(", ", routers));
    String pace =
        run.rateMax() == 0
            ? "as fast as they go"
            : "at most " + run.rateMax() + " operations a second together";
    facts.put("clients", run.clients() + " of each workload, " + pace);
    facts.put("keys", range + "*" + (keep ? " (kept)" : " (deleted afterwards)"));
    return facts;
  }

  /// The verdict stands, whether or not the keys can be deleted.
  private void erase(ClientDatabase database, String range) {
    if (keep) {
      return;
    }
    try {
      database.erase();
    } catch (HalcyonException e) {
      terminal
          .err()
          .println("The keys " + range + "* could not be deleted: " + e.failure().message());
    }
  }

  private ClientDatabase database(List<String> routers, String range) {
    try {
      return new ClientDatabase(routers, range, timeout);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  /// Returns what names stand for, each once.
  private <T> List<T> named(
      String option,
      List<String> names,
      Function<String, Optional<T>> named,
      T[] all,
      List<String> titles) {
    Set<T> found = new LinkedHashSet<>();
    for (String name : names) {
      if (name.equals(ALL)) {
        found.addAll(List.of(all));
      } else {
        found.add(
            named
                .apply(name)
                .orElseThrow(() ->
                    wrong(
                        "%s: no %s; there are %s and all"
                            .formatted(option, name, String.join(", ", titles)))));
      }
    }
    return List.copyOf(found);
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
