package io.halcyon.sql.parser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.halcyon.sql.ast.DataStatement;
import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.Query;
import io.halcyon.sql.ast.RefusedStatement;
import io.halcyon.sql.ast.TableStatement;
import io.halcyon.sql.ast.TransactionStatement;
import io.halcyon.sql.lexer.SyntaxError;
import io.halcyon.sql.printer.Printer;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the parser returns and throws; what it accepts is `CorpusTest`'s.
class ParserTest {
  private static final Parser PARSER = new Parser(ParserConfig.DEFAULT);

  private static String shape(String expression) {
    return Printer.print(PARSER.expression(expression));
  }

  private static SyntaxError errorOf(String sql) {
    return catchThrowableOfType(SyntaxError.class, () -> Parser.parse(sql));
  }

  @Test
  void errorsHavePostgresqlsTextAndPosition() {
    assertThat(errorOf("selec 1").summary())
        .isEqualTo("42601: syntax error at or near \"selec\" (position 1)");
    assertThat(errorOf("select 1 +").summary())
        .isEqualTo("42601: syntax error at end of input (position 11)");
    assertThat(errorOf("select 'é😀', )").summary())
        .isEqualTo("42601: syntax error at or near \")\" (position 14)");
  }

  @Test
  void theGrammarsErrorComesBeforeALaterOneOfTheLexer() {
    assertThat(errorOf("select from where 'abc").position()).isEqualTo(13);
  }

  @Test
  void operatorsBindAsInPostgresql() {
    assertThat(shape("a or b and not c = d + e * f ^ g"))
        .isEqualTo("a OR (b AND (NOT (c = (d + (e * (f ^ g))))))");
    assertThat(shape("- a ^ 2")).isEqualTo("(- a) ^ 2");
    assertThat(shape("-a::int")).isEqualTo("- CAST(a AS pg_catalog.int4)");
    assertThat(shape("a || b + c")).isEqualTo("a || (b + c)");
    assertThat(shape("a - b - c")).isEqualTo("a - b - c");
    assertThat(shape("a - (b - c)")).isEqualTo("a - (b - c)");
    assertThat(shape("a = b is null")).isEqualTo("(a = b) IS NULL");
    assertThat(shape("not a is null")).isEqualTo("NOT (a IS NULL)");
    assertThat(shape("a between 1 and 2 and c")).isEqualTo("(a BETWEEN 1 AND 2) AND c");
    assertThat(shape("a at time zone 'x' || b")).isEqualTo("(a AT TIME ZONE 'x') || b");
    assertThat(shape("a operator(+) b * c")).isEqualTo("a OPERATOR(+) (b * c)");
  }

  @Test
  void comparisonsDoNotAssociate() {
    assertThat(errorOf("select a < b < c").position()).isEqualTo(14);
  }

  @Test
  void setOperationsBindAsInPostgresql() {
    assertThat(Printer.print(Parser.parse("select 1 union select 2 intersect select 3").getFirst()))
        .isEqualTo("SELECT 1 UNION (SELECT 2 INTERSECT SELECT 3)");
  }

  @Test
  void parenthesesOfQueriesAndExpressionsAreToldApart() {
    assertThat(PARSER.expression("((select 1))")).isInstanceOf(Expression.ScalarQuery.class);
    assertThat(PARSER.expression("((select 1) + 1)")).isInstanceOf(Expression.Binary.class);
    assertThat(PARSER.expression("((select 1) union (select 2))"))
        .isInstanceOf(Expression.ScalarQuery.class);
    assertThat(PARSER.expression("a in ((select 1), 2)")).isInstanceOf(Expression.InList.class);
    assertThat(PARSER.expression("a in ((select 1))")).isInstanceOf(Expression.InQuery.class);
  }

  @Test
  void nodesAreEqualWhereverTheyStandAndKnowWhereTheyStand() {
    Expression near = PARSER.expression("a + 1");
    Expression far = PARSER.expression("   a /* x */ + 1");
    assertThat(near).isEqualTo(far).hasSameHashCodeAs(far);
    assertThat(near.at().offset()).isEqualTo(2);
    assertThat(far.at().offset()).isEqualTo(13);
  }

  @Test
  void scriptsAreSplitAtSemicolonsOutsideOfEverything() {
    String sql =
        "; select ';' ; ; create function f() returns int begin atomic select 1; end; commit";
    Script script = PARSER.script(sql);
    assertThat(script.parts())
        .extracting(part -> sql.substring(part.start(), part.end()))
        .containsExactly(
            "select ';'", "create function f() returns int begin atomic select 1; end", "commit");
    assertThat(Parser.parse("  -- nothing\n;")).isEmpty();
  }

  @Test
  void shortenedNamesAreRemarkedOn() {
    assertThat(PARSER.script("select 1 as " + "x".repeat(70)).notices()).hasSize(1);
  }

  @Test
  void whatIsRefusedForGoodIsCheckedAndNamed() {
    RefusedStatement refused =
        (RefusedStatement)
            Parser.parse("create operator === (leftarg = int,  function = f)").getFirst();
    assertThat(refused.refusal()).isEqualTo("CREATE OPERATOR is not supported");
    assertThat(refused.text()).isEqualTo("create operator === (leftarg = int, function = f)");
    assertThat(errorOf("create operator === (leftarg = )").sqlState()).isEqualTo("42601");
  }

  @Test
  void xmlIsRefusedWhereItStands() {
    SyntaxError error = errorOf("select 1, xmlparse(document '<a/>')");
    assertThat(error.sqlState()).isEqualTo("0A000");
    assertThat(error.position()).isEqualTo(11);
  }

  @Test
  void extensionsAreParsed() {
    TableStatement.CreateTable table =
        (TableStatement.CreateTable)
            Parser.parse("create table t (a int, b int) distribute by (b, a)").getFirst();
    assertThat(table.parameters().distributeBy()).containsExactly("b", "a");
    Query query =
        (Query) Parser.parse("select * from t as of system time '-10s' where a = 1").getFirst();
    assertThat(((Query.Select) query.body()).asOf()).isInstanceOf(Expression.StringLiteral.class);
    TransactionStatement.Begin begin =
        (TransactionStatement.Begin) Parser.parse("begin as of system time '-1s'").getFirst();
    assertThat(begin.asOf()).isNotNull();
    assertThat(Parser.parse("select of.a from t as of")).hasSize(1);
  }

  @Test
  void listsOfATreeCannotBeChanged() {
    DataStatement.Insert insert =
        (DataStatement.Insert) Parser.parse("insert into t (a, b) values (1, 2)").getFirst();
    assertThatThrownBy(() -> insert.columns().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void textsBeyondTheBoundAreRefused() {
    Parser small = new Parser(new ParserConfig(20, 100));
    assertThat(small.script("select 1").parts()).hasSize(1);
    assertThatThrownBy(() -> small.script("select 1 + 1 + 1 + 1 + 1"))
        .isInstanceOfSatisfying(
            SyntaxError.class, error -> assertThat(error.sqlState()).isEqualTo("54001"));
  }

  @Test
  void configurationIsChecked() {
    assertThatThrownBy(() -> new ParserConfig(0, 100)).hasMessageContaining("statement-chars-max");
    assertThatThrownBy(() -> new ParserConfig(1, 1)).hasMessageContaining("nesting-max");
    assertThat(ParserConfig.DEFAULT).isEqualTo(new ParserConfig(64 << 20, 400));
  }

  @Test
  void returnedListIsTheScripts() {
    assertThat(Parser.parse("begin; select 1; commit"))
        .hasSize(3)
        .isEqualTo(List.copyOf(PARSER.script("begin; select 1; commit").statements()));
  }
}
