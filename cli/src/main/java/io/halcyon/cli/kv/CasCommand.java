package io.halcyon.cli.kv;

import io.halcyon.cli.output.Row;
import io.halcyon.client.Action;
import io.halcyon.client.Condition;
import io.halcyon.client.Conditional;
import io.halcyon.client.ConditionalResult;
import io.halcyon.client.Entry;
import io.halcyon.client.Write;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "cas",
    header = "Writes a key if it is as expected; exit code 1 if it is not.",
    description = "Compares and sets in one atomic step. If the key differs, shows what it is.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  halcyon kv cas leader node7 --absent",
      "  halcyon kv cas leader node8 --expect node7",
      "  halcyon kv cas document '{...}' --unchanged-since 1764000000000.3"
    })
final class CasCommand implements Callable<Integer> {
  @Mixin private final KvOptions options;

  @Parameters(index = "0", paramLabel = "KEY", description = "The key.")
  private String key = "";

  @Parameters(index = "1", paramLabel = "VALUE", description = "The new value.")
  private String value = "";

  @ArgGroup(multiplicity = "1")
  private Expected expected = new Expected();

  /// Exactly one of these.
  static final class Expected {
    @Option(names = "--expect", paramLabel = "VALUE", description = "The key has this value.")
    @Nullable String value;

    @Option(names = "--absent", description = "The key does not exist.")
    boolean absent;

    @Option(
        names = "--unchanged-since",
        paramLabel = "TIMESTAMP",
        description = "The key's newest version is the one of this timestamp.")
    @Nullable String timestamp;
  }

  CasCommand(KvContext context) {
    this.options = new KvOptions(context);
  }

  @Override
  public Integer call() {
    byte[] raw = options.read(key);
    Conditional conditional =
        Conditional.when(condition(raw))
            .then(Write.put(raw, options.read(value)))
            .otherwise(Action.get(raw));
    try (var lease = options.connect()) {
      ConditionalResult result = lease.client().conditional(conditional);
      options
          .printer()
          .single(
              row(result),
              result.succeeded() ? "OK at " + result.timestamp() : "not written: " + found(result));
      return result.succeeded() ? 0 : 1;
    }
  }

  private Condition condition(byte[] raw) {
    if (expected.value != null) {
      return Condition.valueEquals(raw, options.read(expected.value));
    }
    if (expected.timestamp != null) {
      return Condition.unchangedSince(raw, ReadChoice.timestamp(expected.timestamp, options));
    }
    return Condition.absent(raw);
  }

  private Row row(ConditionalResult result) {
    Row row = Row.of("succeeded", result.succeeded());
    if (result.succeeded()) {
      return row.with("timestamp", result.timestamp());
    }
    return row.with("found", current(result).map(entry -> options.row(entry, false)).orElse(null));
  }

  private String found(ConditionalResult result) {
    return current(result)
        .map(entry ->
            "the key is " + options.bytes().show(entry.value()) + " since " + entry.timestamp())
        .orElse("the key is absent");
  }

  private static Optional<Entry> current(ConditionalResult result) {
    return result.results().isEmpty() ? Optional.empty() : result.results().getFirst().entry();
  }
}
