package io.halcyon.sql.lexer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// PostgreSQL's documentation, section 4.1 (lexical structure).
class LexerTest {
  /// Returns the tokens, without the end, as `KIND text`.
  private static List<String> tokens(String sql) {
    TokenList tokens = Lexer.scan(sql);
    List<String> seen = new ArrayList<>();
    for (int i = 0; i < tokens.count() - 1; i++) {
      seen.add(tokens.kind(i) + " " + tokens.text(i));
    }
    return seen;
  }

  private static String errorOf(String sql) {
    SyntaxError error = Lexer.scan(sql).error();
    return error == null ? "none" : error.summary();
  }

  @Test
  void unquotedNamesAreFoldedAndQuotedOnesAreNot() {
    assertThat(tokens("Foo \"Foo\" \"a\"\"b\" ÄB"))
        .containsExactly("IDENTIFIER foo", "IDENTIFIER Foo", "IDENTIFIER a\"b", "IDENTIFIER Äb");
  }

  @Test
  void keywordsAreFoundInAnyCaseUnlessQuoted() {
    assertThat(tokens("SeLeCt \"select\" selects"))
        .containsExactly("KEYWORD select", "IDENTIFIER select", "IDENTIFIER selects");
  }

  @Test
  void namesAreCutAtSixtyThreeBytesBetweenCharactersWithANotice() {
    String name = "ä".repeat(40);
    TokenList tokens = Lexer.scan(name);
    assertThat(tokens.text(0)).isEqualTo("ä".repeat(31));
    assertThat(tokens.notices()).extracting(Notice::sqlState).containsExactly("42622");
    assertThat(Lexer.scan("a".repeat(63)).notices()).isEmpty();
  }

  @Test
  void signsAtAnOperatorsEndBelongToWhatFollows() {
    assertThat(tokens("a*-1")).containsExactly("IDENTIFIER a", "SYMBOL *", "SYMBOL -", "INTEGER 1");
    assertThat(tokens("a @- 1")).containsExactly("IDENTIFIER a", "OPERATOR @-", "INTEGER 1");
    assertThat(tokens("a <-- c")).containsExactly("IDENTIFIER a", "SYMBOL <");
    assertThat(tokens("a !=- 1")).containsExactly("IDENTIFIER a", "OPERATOR !=-", "INTEGER 1");
    assertThat(tokens("a ||/* c */ b"))
        .containsExactly("IDENTIFIER a", "OPERATOR ||", "IDENTIFIER b");
  }

  @Test
  void bothSpellingsOfUnequalAreOneSymbol() {
    assertThat(tokens("<> != <= >= => := :: .."))
        .containsExactly(
            "SYMBOL <>",
            "SYMBOL <>",
            "SYMBOL <=",
            "SYMBOL >=",
            "SYMBOL =>",
            "SYMBOL :=",
            "SYMBOL ::",
            "SYMBOL ..");
  }

  @Test
  void numbersAreIntegersAsLongAsTheyFit() {
    assertThat(tokens("2147483647 2147483648 1. .5 1e10 1.5E-3 1..2"))
        .containsExactly(
            "INTEGER 2147483647",
            "NUMERIC 2147483648",
            "NUMERIC 1.",
            "NUMERIC .5",
            "NUMERIC 1e10",
            "NUMERIC 1.5E-3",
            "INTEGER 1",
            "SYMBOL ..",
            "INTEGER 2");
  }

  @Test
  void lettersBehindANumberAreAnError() {
    assertThat(errorOf("select 123abc"))
        .isEqualTo("42601: trailing junk after numeric literal at or near \"123a\" (position 8)");
    assertThat(errorOf("1e+")).contains("trailing junk");
    assertThat(errorOf("$1a")).contains("trailing junk after parameter");
  }

  @Test
  void stringsOfAllNotationsHaveTheirValues() {
    assertThat(tokens("'it''s'")).containsExactly("STRING it's");
    assertThat(tokens("'back\\slash'")).containsExactly("STRING back\\slash");
    assertThat(tokens("E'a\\n\\'\\\\\\x41\\101\\u00e4\\U0001F600'"))
        .containsExactly("STRING a\n'\\AAä😀");
    assertThat(tokens("E'\\xC3\\xA4'")).containsExactly("STRING ä");
    assertThat(tokens("U&'d\\0061t\\+000061'")).containsExactly("STRING data");
    assertThat(tokens("U&'d!0061' UESCAPE '!' x")).containsExactly("STRING da", "IDENTIFIER x");
    assertThat(tokens("U&\"d\\0061\"")).containsExactly("IDENTIFIER da");
    assertThat(tokens("B'101' X'1F'")).containsExactly("BITS 101", "HEX 1F");
    assertThat(tokens("$$it's$$ $t$a $$ b$t$")).containsExactly("STRING it's", "STRING a $$ b");
    assertThat(tokens("N'x'")).containsExactly("KEYWORD nchar", "STRING x");
  }

  @Test
  void stringsGoOnInTheNextLineOnly() {
    assertThat(tokens("'a'\n 'b'")).containsExactly("STRING ab");
    assertThat(tokens("'a' -- c\n'b'")).containsExactly("STRING ab");
    assertThat(tokens("'a' 'b'")).containsExactly("STRING a", "STRING b");
  }

  @Test
  void invalidBytesAndHalfPairsAreRefused() {
    assertThat(errorOf("E'\\xff'")).startsWith("22021");
    assertThat(errorOf("E'\\x00'")).startsWith("22021");
    assertThat(errorOf("E'\\uD83D'")).contains("invalid Unicode surrogate pair");
    assertThat(errorOf("E'\\u00'")).startsWith("22025");
  }

  @Test
  void commentsNest() {
    assertThat(tokens("1 /* a /* b */ c */ 2 -- d\n3"))
        .containsExactly("INTEGER 1", "INTEGER 2", "INTEGER 3");
    assertThat(errorOf("1 /* /* */"))
        .isEqualTo("42601: unterminated /* comment at or near \"/* /* */\" (position 3)");
  }

  @Test
  void unterminatedQuotesAreErrorsAtTheirBeginning() {
    assertThat(errorOf("x 'abc")).contains("unterminated quoted string").contains("position 3");
    assertThat(errorOf("x \"abc")).contains("unterminated quoted identifier");
    assertThat(errorOf("x $$abc")).contains("unterminated dollar-quoted string");
    assertThat(errorOf("x \"\"")).contains("zero-length delimited identifier");
  }

  @Test
  void everyClassOfKeywordsIsThere() {
    assertThat(Keywords.count()).isEqualTo(460);
    assertThat(kind("abort")).isEqualTo(KeywordKind.UNRESERVED);
    assertThat(kind("between")).isEqualTo(KeywordKind.COLUMN_NAME);
    assertThat(kind("left")).isEqualTo(KeywordKind.TYPE_OR_FUNCTION_NAME);
    assertThat(kind("select")).isEqualTo(KeywordKind.RESERVED);
    Keyword year = Keywords.of("year");
    assertThat(year != null && !year.bareLabel()).isTrue();
    assertThat(Keywords.of("distribute")).isNull();
  }

  private static KeywordKind kind(String word) {
    Keyword keyword = Keywords.of(word);
    return keyword == null ? KeywordKind.UNRESERVED : keyword.kind();
  }
}
