package io.halcyon.cli.kv;

import io.halcyon.cli.output.Row;
import io.halcyon.client.IncrementResult;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "increment",
    aliases = "incr",
    header = "Adds to a number and prints the new value; an absent key counts as 0.",
    footerHeading = "%nExamples:%n",
    footer = {"  halcyon kv increment visits", "  halcyon kv increment stock/apples -- -5"})
final class IncrementCommand implements Callable<Integer> {
  @Mixin private final KvOptions options;

  @Parameters(index = "0", paramLabel = "KEY", description = "The key.")
  private String key = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "DELTA",
      defaultValue = "1",
      description = "What to add (${DEFAULT-VALUE}); write -- before a negative number.")
  private long delta;

  IncrementCommand(KvContext context) {
    this.options = new KvOptions(context);
  }

  @Override
  public Integer call() {
    try (var lease = options.connect()) {
      IncrementResult result = lease.client().increment(options.read(key), delta);
      options
          .printer()
          .single(
              Row.of("value", result.value()).with("timestamp", result.timestamp()),
              Long.toString(result.value()));
      return 0;
    }
  }
}
