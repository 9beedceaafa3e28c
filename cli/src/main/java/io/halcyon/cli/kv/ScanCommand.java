package io.halcyon.cli.kv;

import io.halcyon.cli.output.Printer;
import io.halcyon.client.Entry;
import io.halcyon.client.Scan;
import java.util.Iterator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "scan",
    header = "Prints the pairs of a range in key order, over all shards, from one snapshot.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  halcyon kv scan country/A",
      "  halcyon kv scan --from country/D --to country/F -o json",
      "  halcyon kv scan --prefix log/ --reverse --limit 10"
    })
final class ScanCommand implements Callable<Integer> {
  @Mixin private final KvOptions options;
  @Mixin private final ReadChoice read = new ReadChoice();
  @Mixin private final KeyRange range = new KeyRange();
  private final KvContext context;

  @Parameters(arity = "0..1", paramLabel = "PREFIX", description = "The same as --prefix.")
  void prefix(String prefix) {
    range.prefix = prefix;
  }

  @Option(names = "--reverse", description = "From the last key to the first.")
  private boolean reverse;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "Most pairs (${DEFAULT-VALUE}); 0 for all.")
  private long limit;

  @Option(names = "--keys-only", description = "Leave the values out.")
  private boolean keysOnly;

  ScanCommand(KvContext context) {
    this.context = context;
    this.options = new KvOptions(context);
  }

  @Override
  public Integer call() {
    if (limit < 0) {
      throw options.wrong("--limit must not be negative");
    }
    Scan scan = range.scan(options).options(read.options(options));
    scan = reverse ? scan.reverse() : scan;
    scan = keysOnly ? scan.keysOnly() : scan;
    try (var lease = options.connect()) {
      Printer printer = options.printer();
      // One pair more than asked for tells whether there is more.
      Iterator<Entry> pairs =
          lease
              .client()
              .scan(limit == 0 || limit == Long.MAX_VALUE ? scan : scan.limit(limit + 1))
              .iterator();
      long count = 0;
      while (pairs.hasNext() && (limit == 0 || count < limit)) {
        printer.row(options.row(pairs.next(), keysOnly));
        count++;
      }
      printer.end();
      if (!printer.isJson()) {
        context
            .terminal()
            .err()
            .println(
                "("
                    + count
                    + (count == 1 ? " pair" : " pairs")
                    + (pairs.hasNext() ? ", more with a higher --limit)" : ")"));
      }
      return 0;
    }
  }
}
