package io.halcyon.cli.kv;

import io.halcyon.cli.output.Row;
import io.halcyon.client.DeleteResult;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "delete",
    aliases = "del",
    header = "Deletes a key.",
    footerHeading = "%nExample:%n",
    footer = "  halcyon kv delete greeting")
final class DeleteCommand implements Callable<Integer> {
  @Mixin private final KvOptions options;

  @Parameters(paramLabel = "KEY", description = "The key.")
  private String key = "";

  DeleteCommand(KvContext context) {
    this.options = new KvOptions(context);
  }

  @Override
  public Integer call() {
    try (var lease = options.connect()) {
      DeleteResult result = lease.client().delete(options.read(key));
      options
          .printer()
          .single(
              Row.of("existed", result.existed()).with("timestamp", result.timestamp()),
              result.existed()
                  ? "deleted at " + result.timestamp()
                  : "there was nothing to delete");
      return 0;
    }
  }
}
