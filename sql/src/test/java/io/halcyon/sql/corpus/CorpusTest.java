package io.halcyon.sql.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.sql.ast.Statement;
import io.halcyon.sql.corpus.Corpus.Entry;
import io.halcyon.sql.parser.Parser;
import io.halcyon.sql.printer.Normalizer;
import io.halcyon.sql.printer.Printer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The ratchet: how many statements are judged as PostgreSQL 15 judges them. The figures may only
/// rise; what is not judged alike is listed when a test fails.
class CorpusTest {
  private static final int WRITTEN_STATEMENTS_MIN = 3_600;

  /// Of the refused statements, those whose syntax error is at PostgreSQL's position.
  private static final double SAME_POSITION_MIN = 0.93;

  static Stream<String> files() {
    return Stream.concat(Corpus.WRITTEN.stream(), Stream.of(Corpus.CLIENTS, Corpus.MUTANTS));
  }

  @ParameterizedTest
  @MethodSource("files")
  void whatPostgresqlAcceptsIsAccepted(String file) {
    List<String> wrong = new ArrayList<>();
    for (Entry entry : Corpus.read(file)) {
      Verdict ours = Corpus.judge(entry.sql());
      if (entry.verdict().accepted() && !ours.accepted()) {
        wrong.add(ours + " " + entry);
      }
    }
    assertThat(wrong).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("files")
  void whatPostgresqlRefusesIsRefusedWithItsCode(String file) {
    List<String> wrong = new ArrayList<>();
    for (Entry entry : Corpus.read(file)) {
      Verdict ours = Corpus.judge(entry.sql());
      if (!entry.verdict().accepted() && !ours.sqlState().equals(entry.verdict().sqlState())) {
        wrong.add(ours + " " + entry);
      }
    }
    assertThat(wrong).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("files")
  void mostErrorsAreWherePostgresqlSeesThem(String file) {
    List<String> wrong = new ArrayList<>();
    int refused = 0;
    for (Entry entry : Corpus.read(file)) {
      if (!entry.verdict().grammatical()) {
        refused++;
        Verdict ours = Corpus.judge(entry.sql());
        if (ours.position() != entry.verdict().position()) {
          wrong.add(ours + " " + entry);
        }
      }
    }
    assertThat(wrong.size())
        .as("%s", wrong)
        .isLessThanOrEqualTo((int) Math.ceil(refused * (1 - SAME_POSITION_MIN)));
  }

  @Test
  void theCorpusDoesNotShrink() {
    long written = Corpus.WRITTEN.stream().mapToLong(name -> Corpus.read(name).size()).sum();
    assertThat(written).isGreaterThanOrEqualTo(WRITTEN_STATEMENTS_MIN);
    assertThat(Corpus.read(Corpus.CLIENTS)).hasSizeGreaterThanOrEqualTo(550);
    assertThat(Corpus.read(Corpus.MUTANTS)).hasSizeGreaterThanOrEqualTo(4_000);
  }

  @Test
  void ourOwnSyntaxIsJudgedAsWritten() {
    for (Entry entry : Corpus.read(Corpus.EXTENSIONS)) {
      assertThat(Corpus.judge(entry.sql())).as(entry.sql()).isEqualTo(entry.verdict());
    }
  }

  @Test
  void whatIsPrintedIsParsedToTheSameTree() {
    List<String> wrong = new ArrayList<>();
    int printed = 0;
    for (String sql : everythingParsed()) {
      for (Statement statement : Parser.parse(sql)) {
        String text = Printer.print(statement);
        if (!Parser.parse(text).equals(List.of(statement))) {
          wrong.add(text + " <- " + sql);
        }
        assertThat(Printer.print(Parser.parse(text).getFirst())).isEqualTo(text);
        printed++;
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(printed).isGreaterThan(3_500);
  }

  @Test
  void fingerprintsAreStatementsThatHaveNothingLeftToLift() {
    for (String sql : everythingParsed()) {
      for (Statement statement : Parser.parse(sql)) {
        Normalizer.Fingerprint fingerprint = Normalizer.fingerprint(statement);
        Statement normalized = Parser.parse(fingerprint.text()).getFirst();
        assertThat(Normalizer.fingerprint(normalized).literals()).as(sql).isEmpty();
      }
    }
  }

  private static List<String> everythingParsed() {
    List<String> statements = new ArrayList<>(Corpus.accepted());
    for (String file : List.of(Corpus.EXTENSIONS, Corpus.MUTANTS)) {
      for (Entry entry : Corpus.read(file)) {
        if (entry.verdict().accepted()) {
          statements.add(entry.sql());
        }
      }
    }
    return statements;
  }
}
