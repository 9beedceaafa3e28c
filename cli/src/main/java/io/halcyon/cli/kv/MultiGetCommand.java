package io.halcyon.cli.kv;

import io.halcyon.cli.output.Printer;
import io.halcyon.cli.output.Row;
import io.halcyon.client.Entry;
import io.halcyon.client.MultiGetResult;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "multi-get",
    aliases = "mget",
    header = "Reads several keys in one snapshot.",
    footerHeading = "%nExample:%n",
    footer = "  halcyon kv multi-get country/CH country/AT country/XX")
final class MultiGetCommand implements Callable<Integer> {
  @Mixin private final KvOptions options;
  @Mixin private final ReadChoice read = new ReadChoice();

  @Parameters(arity = "1..*", paramLabel = "KEY", description = "The keys.")
  private List<String> keys = List.of();

  MultiGetCommand(KvContext context) {
    this.options = new KvOptions(context);
  }

  @Override
  public Integer call() {
    List<byte[]> raw = keys.stream().map(options::read).toList();
    try (var lease = options.connect()) {
      MultiGetResult result = lease.client().multiGet(raw, read.options(options));
      Printer printer = options.printer();
      for (int i = 0; i < keys.size(); i++) {
        Optional<Entry> found = result.entries().get(i);
        printer.row(
            found.isPresent()
                ? options.row(found.get(), false)
                : Row.of("key", keys.get(i)).with("value", null));
      }
      printer.end();
      return 0;
    }
  }
}
