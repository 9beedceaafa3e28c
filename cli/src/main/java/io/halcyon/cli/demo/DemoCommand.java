package io.halcyon.cli.demo;

import io.halcyon.cli.dataset.DataSet;
import io.halcyon.cli.output.Logs;
import io.halcyon.cli.output.Progress;
import io.halcyon.cli.output.Terminal;
import io.halcyon.cli.shell.Shell;
import io.halcyon.cli.transfer.Importer;
import io.halcyon.cli.transfer.Pair;
import io.halcyon.cli.transfer.PairSource;
import io.halcyon.cli.transfer.PairSources;
import io.halcyon.client.HalcyonClient;
import io.halcyon.testkit.ClusterBuilder;
import io.halcyon.testkit.ClusterPorts;
import io.halcyon.testkit.EmbeddedCluster;
import io.halcyon.testkit.Halcyon;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// A cluster in this process, a data set, a shell.
@Command(
    name = "demo",
    header = "Starts a cluster in this process, loads a small data set and opens a shell.",
    description = {
      "Everything is real: Raft, RocksDB, three copies of each shard, gRPC on loopback. Without",
      "--data the data is in a temporary directory, and deleted at the end."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  halcyon demo",
      "  halcyon demo --data ~/halcyon-demo      keeps the data",
      "  halcyon demo --no-shell                 serves until Ctrl-C"
    })
public final class DemoCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "3",
      description = "Nodes (${DEFAULT-VALUE}).")
  private int nodes;

  @Option(
      names = "--shards",
      paramLabel = "N",
      defaultValue = "3",
      description = "Data shards of a new cluster (${DEFAULT-VALUE}).")
  private int shards;

  @Option(names = "--data", paramLabel = "DIR", description = "Keep the data there.")
  private @Nullable Path data;

  @Option(names = "--no-shell", description = "Open no shell; serve until Ctrl-C.")
  private boolean noShell;

  @Option(names = "--empty", description = "Load nothing.")
  private boolean empty;

  @Option(
      names = "--free-ports",
      description = "Take free ports instead of 7400 and following (only for new data).")
  private boolean freePorts;

  public DemoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path log = logFile();
    Logs.toFile(log);
    var clock = new Progress(terminal, "");
    terminal.err().println("Starting " + nodes + " nodes and a router in this process ...");
    try (EmbeddedCluster cluster = start()) {
      Runtime.getRuntime()
          .addShutdownHook(Thread.ofPlatform().name("halcyon-demo-end").unstarted(cluster::close));
      long loaded = empty ? 0 : load(cluster.client());
      introduce(cluster, clock.elapsed(), loaded, log);
      if (noShell) {
        terminal.out().println("Serving until Ctrl-C.");
        terminal.flush();
        new CountDownLatch(1).await();
      }
      return new Shell(terminal, cluster.client(), List.of(cluster.routerAddress())).run();
    }
  }

  private Path logFile() throws IOException {
    if (data != null) {
      return Files.createDirectories(data).toAbsolutePath().resolve("halcyon.log");
    }
    return Path.of(
        System.getProperty("java.io.tmpdir"),
        "halcyon-demo-" + ProcessHandle.current().pid() + ".log");
  }

  private EmbeddedCluster start() throws IOException {
    ClusterBuilder builder = Halcyon.cluster(nodes).shards(shards);
    if (data != null) {
      builder.directory(data);
    }
    if (!freePorts) {
      builder.usualPorts();
    }
    return builder.start();
  }

  /// Loads the world, unless it is there.
  private long load(HalcyonClient client) throws IOException, InterruptedException {
    if (client.get("country/CH").isPresent()) {
      return 0;
    }
    var pairs =
        DataSet.WORLD
            .records()
            .map(each ->
                new Pair(
                    each.key().getBytes(StandardCharsets.UTF_8),
                    each.value().getBytes(StandardCharsets.UTF_8)));
    try (PairSource source = PairSources.of(pairs.iterator(), -1);
        var progress = new Progress(terminal, "records")) {
      Importer.Result result = new Importer(client.async(), Duration.ZERO, progress).run(source, 1);
      if (result.problem() != null) {
        throw new IOException("the data set could not be loaded: " + result.problem());
      }
      return result.pairs();
    }
  }

  private void introduce(EmbeddedCluster cluster, Duration took, long loaded, Path log) {
    ClusterPorts ports = cluster.ports();
    var out = terminal.out();
    out.printf("Ready after %.1f s.%n%n", took.toMillis() / 1000.0);
    out.printf(
        "  router    %s   metrics http://%s/metrics%n",
        cluster.routerAddress(), cluster.routerHttpAddress());
    out.printf(
        "  SQL       psql -h 127.0.0.1 -p %d -U halcyon halcyon   (or: halcyon sql)%n",
        ports.routerPostgres());
    for (int i = 0; i < ports.nodes().size(); i++) {
      ClusterPorts.OfNode node = ports.nodes().get(i);
      out.printf(
          "  node n%d   127.0.0.1:%d   metrics http://127.0.0.1:%d/metrics%n",
          i + 1, node.rpc(), node.http());
    }
    out.printf(
        "  data      %s%s%n",
        cluster.directory(), data == null ? " (deleted at the end; keep it with --data DIR)" : "");
    out.printf("  log       %s%n", log);
    if (loaded > 0) {
      out.printf("  loaded    %,d records: %s%n", loaded, DataSet.WORLD.description());
    }
    if (!freePorts && ports.router() != ClusterPorts.USUAL_ROUTER) {
      out.printf(
          "%nPort %d is not free, so other commands need: --router %s%n",
          ClusterPorts.USUAL_ROUTER, cluster.routerAddress());
    }
    out.println();
    if (!noShell) {
      out.println("Try:  get country/CH     scan currency/A     put greeting hello     cluster");
      out.println("      help lists the commands, TAB completes keys, exit ends the demo.");
      out.println();
    }
    terminal.flush();
  }
}
