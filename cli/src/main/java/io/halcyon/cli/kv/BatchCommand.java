package io.halcyon.cli.kv;

import io.halcyon.cli.output.Row;
import io.halcyon.client.BatchResult;
import io.halcyon.client.Write;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "batch",
    header = "Writes several keys in one request.",
    description = {
      "Each write is `put KEY VALUE`, `delete KEY` or `increment KEY [DELTA]`; without any on the",
      "command line they are read from standard input, one a line. The writes to one shard are",
      "applied together or not at all; writes to several shards are not yet one transaction (give",
      "the keys a common hash tag, {like-this}, to keep them on one shard)."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  halcyon kv batch 'put {a}/x 1' 'put {a}/y 2' 'delete {a}/z'",
      "  halcyon kv batch < writes.txt"
    })
final class BatchCommand implements Callable<Integer> {
  private static final int WRITES_MAX = 10_000;

  @Mixin private final KvOptions options;
  private final KvContext context;

  @Parameters(arity = "0..*", paramLabel = "WRITE", description = "Writes, each one argument.")
  private List<String> writes = List.of();

  BatchCommand(KvContext context) {
    this.context = context;
    this.options = new KvOptions(context);
  }

  @Override
  public Integer call() {
    List<Write> parsed = (writes.isEmpty() ? lines() : writes).stream().map(this::parse).toList();
    if (parsed.isEmpty()) {
      throw options.wrong("a batch needs at least one write");
    }
    try (var lease = options.connect()) {
      BatchResult result = lease.client().batch(parsed);
      options
          .printer()
          .single(
              Row.of("writes", parsed.size())
                  .with("shards", result.shards())
                  .with("timestamp", result.timestamp()),
              "OK at "
                  + result.timestamp()
                  + (result.shards() == 1
                      ? ", on one shard"
                      : ", on " + result.shards() + " shards"));
      return 0;
    }
  }

  private List<String> lines() {
    var reader =
        new BufferedReader(new InputStreamReader(context.terminal().in(), StandardCharsets.UTF_8));
    List<String> lines = new ArrayList<>();
    try {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.isBlank()) {
          lines.add(line);
        }
        if (lines.size() > WRITES_MAX) {
          throw options.wrong(
              "a batch has at most " + WRITES_MAX + " writes; see `halcyon kv import` for more");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("standard input cannot be read", e);
    }
    return lines;
  }

  private Write parse(String line) {
    String[] words = line.strip().split("\\s+", 3);
    if (words.length == 3 && words[0].equals("put")) {
      return Write.put(options.read(words[1]), options.read(words[2]));
    }
    if (words.length == 2 && words[0].equals("delete")) {
      return Write.delete(options.read(words[1]));
    }
    if (words.length >= 2 && words[0].equals("increment")) {
      try {
        long delta = words.length == 2 ? 1 : Long.parseLong(words[2]);
        return Write.increment(options.read(words[1]), delta);
      } catch (NumberFormatException e) {
        throw options.wrong("not a number: " + words[2]);
      }
    }
    throw options.wrong(
        "not a write: "
            + line
            + " (write `put KEY VALUE`, `delete KEY` or `increment KEY [DELTA]`)");
  }
}
