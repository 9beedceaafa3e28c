package io.halcyon.cli.kv;

import io.halcyon.cli.output.Bytes;
import io.halcyon.cli.output.Printer;
import io.halcyon.cli.output.Row;
import io.halcyon.client.Watch;
import io.halcyon.client.WatchBatch;
import io.halcyon.client.WatchEvent;
import io.halcyon.client.WatchSpec;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "watch",
    header = "Prints changes as they happen, without gap or duplicate.",
    description = "Goes on until it is interrupted, over failovers of routers and leaders.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  halcyon kv watch counter",
      "  halcyon kv watch --prefix session/ -o json",
      "  halcyon kv watch counter --after 1764000000000.3 --count 1"
    })
final class WatchCommand implements Callable<Integer> {
  @Mixin private final KvOptions options;
  private final KvContext context;

  @Parameters(paramLabel = "KEY", description = "A key; with --prefix what keys begin with.")
  private String key = "";

  @Option(names = "--prefix", description = "Watch all keys that begin with KEY.")
  private boolean prefix;

  @Option(
      names = "--after",
      paramLabel = "TIMESTAMP",
      description = "Also what happened since then; without it only from now on.")
  private @Nullable String after;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "0",
      description = "End after N changes (${DEFAULT-VALUE}: never).")
  private long count;

  WatchCommand(KvContext context) {
    this.context = context;
    this.options = new KvOptions(context);
  }

  @Override
  public Integer call() {
    byte[] raw = options.read(key);
    WatchSpec spec = prefix ? WatchSpec.prefix(raw) : WatchSpec.key(raw);
    if (after != null) {
      spec = spec.after(ReadChoice.timestamp(after, options));
    }
    try (var lease = options.connect();
        Watch watch = lease.client().watch(spec)) {
      if (context.terminal().interactive()) {
        context.terminal().err().println("watching " + key + " (end with Ctrl-C)");
      }
      follow(watch);
      return 0;
    }
  }

  private void follow(Watch watch) {
    Printer printer = options.printer();
    long seen = 0;
    Optional<WatchBatch> batch = watch.next();
    while (batch.isPresent()) {
      for (WatchEvent event : batch.get().events()) {
        print(printer, event);
        seen++;
        if (count > 0 && seen >= count) {
          return;
        }
      }
      batch = watch.next();
    }
  }

  private void print(Printer printer, WatchEvent event) {
    Bytes form = options.bytes();
    Row row = new Row();
    switch (event) {
      case WatchEvent.Put put -> {
        row.with("kind", "put");
        form.add(row, "key", put.key());
        form.add(row, "value", put.value());
        printer.single(
            row.with("timestamp", put.timestamp()),
            put.timestamp() + "  put     " + form.show(put.key()) + "  " + form.show(put.value()));
      }
      case WatchEvent.Deleted gone -> {
        row.with("kind", "delete");
        form.add(row, "key", gone.key());
        printer.single(
            row.with("timestamp", gone.timestamp()),
            gone.timestamp() + "  delete  " + form.show(gone.key()));
      }
    }
  }
}
