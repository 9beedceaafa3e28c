package io.halcyon.sql.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.sql.answer.AnswerCorpus.Entry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every answer is PostgreSQL's to the letter: values, types, names, errors with code, text,
/// detail, hint and position. What is not is listed in `differences.txt` with its reason; a
/// statement listed there that has come to agree fails the build too, so the list only shrinks.
class AnswerTest {
  private static final int STATEMENTS_MIN = 20_800;

  static Stream<String> families() {
    return Stream.concat(AnswerCorpus.FAMILIES.stream(), AnswerCorpus.GENERATED.stream());
  }

  @ParameterizedTest
  @MethodSource("families")
  void answersArePostgresqlsButForTheKnownDifferences(String family) throws IOException {
    Set<String> known = differences();
    List<String> wrong = new ArrayList<>();
    for (Entry entry : AnswerCorpus.read(family)) {
      List<String> ours = lines(entry);
      if (ours.equals(entry.answer()) == known.contains(entry.sql())) {
        wrong.add("> " + entry.sql() + "\n  " + entry.answer() + "\n  " + ours);
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void theCorpusDoesNotShrink() {
    assertThat(families().mapToInt(family -> AnswerCorpus.read(family).size()).sum())
        .isGreaterThanOrEqualTo(STATEMENTS_MIN);
  }

  static List<String> lines(Entry entry) {
    try {
      return OwnAnswer.of(entry.zone(), entry.sql()).lines();
    } catch (RuntimeException | StackOverflowError broken) {
      return List.of("broken: " + broken);
    }
  }

  /// Returns the statements whose answers differ: a reason, a tab, the statement.
  static Set<String> differences() throws IOException {
    Set<String> statements = new HashSet<>();
    try (InputStream in = AnswerTest.class.getResourceAsStream("/answers/differences.txt")) {
      byte[] bytes = Objects.requireNonNull(in).readAllBytes();
      for (String line : new String(bytes, StandardCharsets.UTF_8).lines().toList()) {
        if (!line.startsWith("#") && line.contains("\t")) {
          statements.add(Answer.unescaped(line.substring(line.indexOf('\t') + 1)));
        }
      }
    }
    return statements;
  }
}
