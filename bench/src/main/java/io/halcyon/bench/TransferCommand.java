package io.halcyon.bench;

import io.halcyon.bench.load.LoadConfig;
import io.halcyon.bench.load.LoadResult;
import io.halcyon.bench.load.LoadRun;
import io.halcyon.bench.load.TransferPlan;
import io.halcyon.bench.load.TransferTarget;
import io.halcyon.bench.load.Workload;
import io.halcyon.bench.postgres.PostgresTransfers;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.sql.SQLException;
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

/// `bench transfer`: transfers between accounts on a running cluster, checked by the sum of all
/// balances.
@Command(
    name = "transfer",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Move amounts between random accounts of a running cluster, in transactions.",
    footer = {
      "",
      "Each transfer reads two accounts and writes both. interactive: the client computes the",
      "balances, in a few round trips (Halcyon: begin and get both; put, put and commit.",
      "PostgreSQL: begin with a select of both; both updates in a batch; commit), or with",
      "--stepwise more of them: three in Halcyon, five in PostgreSQL. one-shot: one",
      "message (Halcyon: Execute of two gets and two increments. PostgreSQL: a select of a",
      "PL/pgSQL function). Attempts that lose are made again; latency counts from the first to the",
      "commit. After each number of clients the balances are summed in one snapshot; the run fails",
      "if the sum is wrong."
    })
final class TransferCommand implements Callable<Integer> {
  private static final long BALANCE = 1_000_000;

  enum Target {
    HALCYON,
    POSTGRES;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--target",
      converter = Choices.TransferTargets.class,
      description = "What to measure: ${COMPLETION-CANDIDATES}.")
  private Target system = Target.HALCYON;

  @Option(
      names = {"--router", "--endpoints"},
      split = ",",
      description = "host:port of Halcyon's routers.")
  private List<String> endpoints = List.of("127.0.0.1:7400");

  @Option(names = "--url", description = "JDBC address of PostgreSQL.")
  private @Nullable String url;

  @Option(names = "--accounts", description = "How many accounts there are.")
  private int accounts = 100_000;

  @Option(
      names = "--contended",
      description = "Transfer among the first accounts only, this many; 0: among all.")
  private int contended;

  @Option(names = "--clients", split = ",", description = "Logical clients; several: in turn.")
  private List<Integer> clients = List.of(32);

  @Option(
      names = "--mode",
      converter = Choices.Modes.class,
      description = "Who computes the balances: ${COMPLETION-CANDIDATES}.")
  private TransferPlan.Mode mode = TransferPlan.Mode.INTERACTIVE;

  @Option(names = "--stepwise", description = "Read the accounts one by one.")
  private boolean stepwise;

  @Option(
      names = "--isolation",
      converter = Choices.Isolations.class,
      description = "Isolation level: ${COMPLETION-CANDIDATES}.")
  private TransferPlan.Isolation isolation = TransferPlan.Isolation.SERIALIZABLE;

  @Option(names = "--lock", description = "Lock the accounts when reading them.")
  private boolean locking;

  @Option(
      names = "--anchor-hash-tag",
      description = "Hash tag of all accounts, which keeps them on one shard of Halcyon.")
  private String hashTag = "";

  @Option(names = "--no-load", negatable = true, description = "Use an earlier run's accounts.")
  private boolean noLoad;

  @Mixin private MeasureOptions measure = new MeasureOptions();

  @Override
  public Integer call() throws IOException, InterruptedException, SQLException {
    PrintWriter out = spec.commandLine().getOut();
    PrintStream progress = System.err;
    TransferPlan plan = plan();
    List<LoadConfig> steps = clients.stream().map(count -> config(plan, count)).toList();
    List<LoadResult> results = new ArrayList<>();
    boolean right = true;
    try (TransferTarget target = open(plan)) {
      if (!noLoad) {
        target.load(accounts, BALANCE);
        progress.printf(Locale.ROOT, "%s loaded %,d accounts%n", target.name(), accounts);
      }
      for (LoadConfig step : steps) {
        LoadResult result = new LoadRun(target, step, measure.servers(), progress).run();
        results.add(result);
        measure.write(result, out);
        right &= checked(target, out);
      }
    }
    measure.conclude(results, out);
    boolean idle = results.stream().anyMatch(result -> result.all().count() == 0);
    return idle || !right ? 1 : 0;
  }

  private boolean checked(TransferTarget target, PrintWriter out) throws InterruptedException {
    long total = target.total(accounts);
    long expected = accounts * BALANCE;
    if (total != expected) {
      out.printf("%s: the balances sum up to %d instead of %d%n", target.name(), total, expected);
      out.flush();
    }
    return total == expected;
  }

  private TransferPlan plan() {
    try {
      return new TransferPlan(mode, !stepwise, isolation, locking);
    } catch (IllegalArgumentException wrong) {
      throw wrong(String.valueOf(wrong.getMessage()));
    }
  }

  private LoadConfig config(TransferPlan plan, int count) {
    int among = contended == 0 ? accounts : contended;
    if (among < 2 || among > accounts) {
      throw wrong("transfers need at least two accounts, and at most all there are: " + among);
    }
    Workload workload = Workload.transfers(plan.label());
    try {
      return new LoadConfig(
          workload,
          workload.distribution(),
          count,
          among,
          0,
          0,
          measure.warmUp(),
          measure.duration(),
          1,
          measure.seed());
    } catch (IllegalArgumentException wrong) {
      throw wrong(String.valueOf(wrong.getMessage()));
    }
  }

  private TransferTarget open(TransferPlan plan) throws SQLException {
    TransferTarget target =
        switch (system) {
          case HALCYON -> halcyon(plan);
          case POSTGRES -> {
            if (url == null) {
              throw wrong("--target postgres needs --url");
            }
            int most = clients.stream().mapToInt(Integer::intValue).max().orElse(0);
            yield new PostgresTransfers(url, plan, most);
          }
        };
    String label = measure.label();
    return label == null ? target : new Labelled(target, label);
  }

  private TransferTarget halcyon(TransferPlan plan) {
    try {
      return new HalcyonTransfers(endpoints, plan, hashTag);
    } catch (IllegalArgumentException wrong) {
      throw wrong(String.valueOf(wrong.getMessage()));
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /// A target under another name.
  private record Labelled(TransferTarget target, String name) implements TransferTarget {
    @Override
    public void load(int count, long balance) throws InterruptedException {
      target.load(count, balance);
    }

    @Override
    public void transfer(int client, int from, int to, long amount, Completion completion) {
      target.transfer(client, from, to, amount, completion);
    }

    @Override
    public long total(int count) throws InterruptedException {
      return target.total(count);
    }

    @Override
    public void close() {
      target.close();
    }
  }
}
