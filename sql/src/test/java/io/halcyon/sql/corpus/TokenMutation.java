package io.halcyon.sql.corpus;

import io.halcyon.sql.lexer.Lexer;
import io.halcyon.sql.lexer.TokenList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/// Damages statements token by token.
public final class TokenMutation {
  private final List<String> statements;
  private final RandomGenerator random;

  public TokenMutation(List<String> statements, RandomGenerator random) {
    this.statements = statements;
    this.random = random;
  }

  private String any() {
    return statements.get(random.nextInt(statements.size()));
  }

  /// Returns the texts of a statement's tokens, as far as it has any.
  static List<String> tokens(String sql) {
    TokenList tokens = Lexer.scan(sql);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < tokens.count() - 1; i++) {
      texts.add(sql.substring(tokens.start(i), tokens.end(i)));
    }
    return texts;
  }

  /// Returns a statement with one token dropped, doubled, swapped, replaced or put in.
  public String next() {
    List<String> tokens = tokens(any());
    List<String> others = tokens(any());
    if (tokens.size() < 2 || others.isEmpty()) {
      return next();
    }
    int at = random.nextInt(tokens.size());
    String other = others.get(random.nextInt(others.size()));
    switch (random.nextInt(5)) {
      case 0 -> tokens.remove(at);
      case 1 -> tokens.add(at, tokens.get(at));
      case 2 -> Collections.swap(tokens, at, random.nextInt(tokens.size()));
      case 3 -> tokens.set(at, other);
      default -> tokens.add(at, other);
    }
    return String.join(" ", tokens);
  }
}
