package io.halcyon.sql.corpus;

import io.halcyon.core.runtime.Randomness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Asks a PostgreSQL 15 for the verdicts anew and rewrites the corpus. Run by hand, with the
/// directory of the corpus and the port of a server that trusts user postgres on loopback:
///
/// `java … io.halcyon.sql.corpus.CorpusVerdicts sql/src/test/resources/corpus 5432 [mutants seed]`
///
/// Lines may be added without a verdict, as `?`, a tab and the statement. With a number of mutants
/// and a seed, the mutants are made anew as well.
final class CorpusVerdicts {
  private static final int MUTANT_CHARS_MAX = 600;

  private CorpusVerdicts() {}

  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    List<String> files = new ArrayList<>(Corpus.WRITTEN);
    files.add(Corpus.CLIENTS);
    files.add(Corpus.MUTANTS);
    if (arguments.length > 3) {
      mutate(
          directory.resolve(Corpus.MUTANTS + ".txt"),
          Integer.parseInt(arguments[2]),
          Long.parseLong(arguments[3]));
    }
    try (PostgresOracle oracle =
        new PostgresOracle(Integer.parseInt(arguments[1]), "postgres", "postgres")) {
      for (String file : files) {
        rewrite(directory.resolve(file + ".txt"), oracle);
      }
    }
  }

  private static void rewrite(Path file, PostgresOracle oracle) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      String known = line.startsWith("?") ? "ok" + line.substring(1) : line;
      String sql = Corpus.Entry.of(known).sql();
      lines.add(new Corpus.Entry(oracle.judge(sql), sql).toString());
    }
    Files.write(file, lines);
  }

  private static void mutate(Path file, int count, long seed) throws IOException {
    TokenMutation mutation = new TokenMutation(Corpus.accepted(), Randomness.seeded(seed));
    Set<String> lines = new LinkedHashSet<>();
    while (lines.size() < count) {
      String mutant = mutation.next();
      if (mutant.length() <= MUTANT_CHARS_MAX) {
        lines.add(new Corpus.Entry(Verdict.ACCEPTED, mutant).toString());
      }
    }
    Files.write(file, lines);
  }
}
