package io.halcyon.bench;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `bench jmh`: the microbenchmarks of package `io.halcyon.bench.micro`.
@Command(
    name = "jmh",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Run microbenchmarks (JMH) of parts of Halcyon, by regular expression.")
final class JmhCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "REGEX",
      description = "Which benchmarks, for example Ring or ShardStore; all by default.")
  private List<String> include = List.of();

  @Option(names = "--forks", description = "JVMs for each benchmark; 0 runs in this one.")
  private int forks = 1;

  @Option(names = "--iterations", description = "Measured iterations of one second each.")
  private int iterations = 5;

  @Option(names = "--warm-ups", description = "Warm-up iterations of one second each.")
  private int warmUps = 3;

  @Option(names = "--gc-profile", description = "Report allocation for each operation, too.")
  private boolean gcProfile;

  @Option(names = "--json", description = "Write JMH's JSON result to this file.")
  private @Nullable String json;

  @Override
  public Integer call() throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .forks(forks)
            .warmupIterations(warmUps)
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(iterations)
            .measurementTime(TimeValue.seconds(1))
            .jvmArgsAppend(
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");
    include.forEach(options::include);
    if (gcProfile) {
      options = options.addProfiler("gc");
    }
    if (json != null) {
      options = options.resultFormat(ResultFormatType.JSON).result(json);
    }
    var _ = new Runner(options.build()).run();
    return 0;
  }
}
