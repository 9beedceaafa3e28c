package io.halcyon.cli.kv;

import io.halcyon.client.Entry;
import io.halcyon.client.GetResult;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "get",
    header = "Prints the value of a key; exit code 1 if it is absent.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  halcyon kv get country/CH",
      "  halcyon kv get country/CH -o json",
      "  halcyon kv get counter --at 2026-01-31T12:00:00Z",
      "  halcyon kv get counter --max-staleness 5s"
    })
final class GetCommand implements Callable<Integer> {
  @Mixin private final KvOptions options;
  @Mixin private final ReadChoice read = new ReadChoice();
  private final KvContext context;

  @Parameters(paramLabel = "KEY", description = "The key.")
  private String key = "";

  GetCommand(KvContext context) {
    this.context = context;
    this.options = new KvOptions(context);
  }

  @Override
  public Integer call() {
    try (var lease = options.connect()) {
      GetResult result = lease.client().get(options.read(key), read.options(options));
      Optional<Entry> found = result.entry();
      if (found.isEmpty()) {
        context.terminal().err().println("absent: " + key);
        return 1;
      }
      Entry entry = found.get();
      options.printer().single(options.row(entry, false), options.bytes().show(entry.value()));
      return 0;
    }
  }
}
