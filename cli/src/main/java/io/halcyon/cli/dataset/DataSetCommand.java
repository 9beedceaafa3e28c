package io.halcyon.cli.dataset;

import io.halcyon.cli.output.Printer;
import io.halcyon.cli.output.Row;
import io.halcyon.cli.output.Terminal;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Prints a built-in data set.
@Command(
    name = "dataset",
    header = "Prints a built-in data set as JSONL; without a name lists them.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  halcyon dataset",
      "  halcyon dataset unicode > unicode.jsonl",
      "  halcyon kv import --dataset unicode"
    })
public final class DataSetCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "${COMPLETION-CANDIDATES}")
  private @Nullable DataSet name;

  public DataSetCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (name == null) {
      for (DataSet set : DataSet.values()) {
        terminal.out().printf("%-10s %s%n", set.name().toLowerCase(Locale.ROOT), set.description());
      }
      return 0;
    }
    name.records()
        .forEach(each ->
            terminal
                .out()
                .println(Printer.json(Row.of("key", each.key()).with("value", each.value()))));
    return 0;
  }
}
