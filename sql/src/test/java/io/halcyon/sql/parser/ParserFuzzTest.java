package io.halcyon.sql.parser;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.testing.SeededTest;
import io.halcyon.sql.ast.Statement;
import io.halcyon.sql.corpus.Corpus;
import io.halcyon.sql.corpus.TokenMutation;
import io.halcyon.sql.lexer.SyntaxError;
import io.halcyon.sql.printer.Printer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;

/// Damaged statements and plain noise: the parser returns, or throws `SyntaxError`, and what it
/// returns can be printed and read again.
class ParserFuzzTest {
  private static final List<String> STATEMENTS = Corpus.accepted();
  private static final Parser PARSER = new Parser(new ParserConfig(1 << 20, 300));

  private static void survives(String sql) {
    List<Statement> statements;
    try {
      statements = PARSER.script(sql).statements();
    } catch (SyntaxError error) {
      assertThat(error.sqlState()).hasSize(5);
      assertThat(error.position()).isBetween(0, sql.codePointCount(0, sql.length()) + 1);
      return;
    }
    for (Statement statement : statements) {
      String text = Printer.print(statement);
      assertThat(Parser.parse(text)).as("%s printed as %s", sql, text).containsExactly(statement);
    }
  }

  @SeededTest(runs = 50)
  void damagedTokensAreSurvived(RandomGenerator random) {
    TokenMutation once = new TokenMutation(STATEMENTS, random);
    for (int i = 0; i < 200; i++) {
      survives(once.next());
    }
  }

  @SeededTest(runs = 50)
  void damagedCharactersAreSurvived(RandomGenerator random) {
    for (int i = 0; i < 100; i++) {
      StringBuilder sql = new StringBuilder(STATEMENTS.get(random.nextInt(STATEMENTS.size())));
      for (int edits = random.nextInt(1, 6); edits > 0 && !sql.isEmpty(); edits--) {
        int at = random.nextInt(sql.length());
        switch (random.nextInt(4)) {
          case 0 -> sql.deleteCharAt(at);
          case 1 -> sql.insert(at, (char) random.nextInt(1, 128));
          case 2 -> sql.setCharAt(at, "'\"$\\()[];-/*:.&uUeE\n\0".charAt(random.nextInt(21)));
          default -> sql.setLength(at);
        }
      }
      survives(sql.toString());
    }
  }

  @SeededTest(runs = 50)
  void noiseIsSurvived(RandomGenerator random) {
    byte[] bytes = new byte[random.nextInt(1, 400)];
    random.nextBytes(bytes);
    survives(new String(bytes, StandardCharsets.UTF_8));
    survives(new String(bytes, StandardCharsets.UTF_16));
    survives(new String(bytes, StandardCharsets.ISO_8859_1));
  }

  @SeededTest(runs = 30)
  void shuffledPiecesOfManyStatementsAreSurvived(RandomGenerator random) {
    TokenMutation mutation = new TokenMutation(STATEMENTS, random);
    StringBuilder sql = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      String piece = mutation.next();
      int from = random.nextInt(piece.length());
      sql.append(piece, from, random.nextInt(from, piece.length() + 1)).append(' ');
    }
    survives(sql.toString());
  }
}
