package io.halcyon.sql.printer;

import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.Persistence;
import io.halcyon.sql.ast.Query;
import io.halcyon.sql.ast.Statement;
import io.halcyon.sql.ast.TableRef;
import io.halcyon.sql.ast.TableRef.Alias;
import io.halcyon.sql.ast.TableRef.ColumnType;
import io.halcyon.sql.ast.Window;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Prints queries and the items of `FROM`.
final class QueryPrinter {
  private final SqlText out;
  private final ExpressionPrinter expressions;
  private final Consumer<Statement> statements;

  /// @param statements prints what stands in a `WITH`
  QueryPrinter(SqlText out, Consumer<Statement> statements) {
    this.out = out;
    this.statements = statements;
    this.expressions = new ExpressionPrinter(out, this);
  }

  ExpressionPrinter expressions() {
    return expressions;
  }

  void parenthesized(Query query) {
    out.raw("(");
    print(query);
    out.raw(")");
  }

  void print(Query query) {
    with(query.with());
    body(query.body());
    expressions.orderBy(" ", query.orderBy());
    if (query.limit() != null) {
      limit(query.limit());
    }
    for (Query.Locking locking : query.locking()) {
      out.raw(" FOR ").raw(locking.strength().name().replace('_', ' '));
      if (!locking.tables().isEmpty()) {
        out.raw(" OF ").list(locking.tables(), out::name);
      }
      out.when(locking.waiting() == Query.Wait.NOWAIT, " NOWAIT");
      out.when(locking.waiting() == Query.Wait.SKIP_LOCKED, " SKIP LOCKED");
    }
  }

  private void limit(Query.Limit limit) {
    if (limit.withTies() && limit.count() != null) {
      out.raw(" FETCH FIRST ");
      Expression count = limit.count();
      if (count instanceof Expression.IntegerLiteral
          || count instanceof Expression.NumericLiteral) {
        out.unlifted(() -> expressions.print(count));
      } else {
        expressions.operand(count);
      }
      out.raw(" ROWS WITH TIES");
    } else {
      expressions.optional(" LIMIT ", limit.count());
    }
    expressions.optional(" OFFSET ", limit.offset());
  }

  void with(Query.@Nullable With with) {
    if (with != null) {
      out.raw(with.recursive() ? "WITH RECURSIVE " : "WITH ");
      out.list(with.tables(), this::commonTable).raw(" ");
    }
  }

  private void commonTable(Query.CommonTable table) {
    out.name(table.name()).names(" (", table.columns()).raw(" AS ");
    if (table.materialized() != null) {
      out.raw(table.materialized() ? "MATERIALIZED " : "NOT MATERIALIZED ");
    }
    out.raw("(");
    statements.accept(table.statement());
    out.raw(")");
    Query.Search search = table.search();
    if (search != null) {
      out.raw(search.breadthFirst() ? " SEARCH BREADTH" : " SEARCH DEPTH");
      out.raw(" FIRST BY ").list(search.by(), out::name);
      out.name(" SET ", search.sequenceColumn());
    }
    Query.Cycle cycle = table.cycle();
    if (cycle != null) {
      out.raw(" CYCLE ").list(cycle.columns(), out::name).name(" SET ", cycle.markColumn());
      out.unlifted(() -> {
        expressions.optional(" TO ", cycle.mark());
        expressions.optional(" DEFAULT ", cycle.other());
      });
      out.name(" USING ", cycle.pathColumn());
    }
  }

  private void body(Query.Body body) {
    switch (body) {
      case Query.Select select -> select(select);
      case Query.Values values -> {
        out.raw("VALUES ");
        out.list(values.rows(), row -> out.listIn("(", row, expressions::print));
      }
      case Query.Table table -> {
        out.raw("TABLE ");
        relation(table.relation());
      }
      case Query.SetOperation operation -> {
        setOperand(operation.left(), operation, true);
        out.raw(" ").raw(operation.operator().name()).raw(operation.all() ? " ALL " : " ");
        setOperand(operation.right(), operation, false);
      }
    }
  }

  private void setOperand(Query operand, Query.SetOperation operation, boolean left) {
    boolean tail =
        operand.with() != null
            || !operand.orderBy().isEmpty()
            || operand.limit() != null
            || !operand.locking().isEmpty();
    boolean chained =
        left
            && operand.body() instanceof Query.SetOperation inner
            && inner.operator() == operation.operator();
    boolean simple = !(operand.body() instanceof Query.SetOperation) || chained;
    if (tail || !simple) {
      parenthesized(operand);
    } else {
      print(operand);
    }
  }

  private void select(Query.Select select) {
    out.raw("SELECT");
    if (select.distinct().distinct()) {
      out.raw(" DISTINCT").listIn(" ON (", select.distinct().on(), expressions::position);
    }
    out.when(!select.items().isEmpty(), " ").list(select.items(), this::item);
    if (select.into() != null) {
      out.raw(" INTO ").raw(persistence(select.into().persistence())).raw("TABLE ");
      out.name(select.into().name());
    }
    from(" FROM ", select.from());
    expressions.optional(" AS OF SYSTEM TIME ", select.asOf());
    expressions.optional(" WHERE ", select.where());
    if (select.groupBy() != null) {
      out.raw(select.groupBy().distinct() ? " GROUP BY DISTINCT " : " GROUP BY ");
      out.list(select.groupBy().items(), this::groupingItem);
    }
    expressions.optional(" HAVING ", select.having());
    if (!select.windows().isEmpty()) {
      out.raw(" WINDOW ").list(select.windows(), this::windowDefinition);
    }
  }

  private void windowDefinition(Window.Definition window) {
    out.name(window.name()).raw(" AS ");
    expressions.specification(window.specification());
  }

  static String persistence(Persistence persistence) {
    return switch (persistence) {
      case PERMANENT -> "";
      case TEMPORARY -> "TEMPORARY ";
      case UNLOGGED -> "UNLOGGED ";
    };
  }

  void from(String keyword, List<TableRef> tables) {
    if (!tables.isEmpty()) {
      out.raw(keyword).list(tables, this::table);
    }
  }

  void item(Query.Item item) {
    expressions.print(item.expression());
    out.name(" AS ", item.label());
  }

  void returning(List<Query.Item> items) {
    if (!items.isEmpty()) {
      out.raw(" RETURNING ").list(items, this::item);
    }
  }

  private void groupingItem(Query.GroupingItem item) {
    switch (item) {
      case Query.GroupingKey(Expression key) -> expressions.position(key);
      case Query.EmptyGrouping _ -> out.raw("()");
      case Query.GroupingCube cube ->
          out.listIn(cube.rollup() ? "ROLLUP (" : "CUBE (", cube.keys(), expressions::print);
      case Query.GroupingSets sets ->
          out.listIn("GROUPING SETS (", sets.sets(), this::groupingItem);
    }
  }

  void table(TableRef table) {
    switch (table) {
      case TableRef.Relation relation -> relation(relation);
      case TableRef.Subquery subquery -> {
        out.when(subquery.lateral(), "LATERAL ");
        parenthesized(subquery.query());
        alias(subquery.alias());
      }
      case TableRef.Functions functions -> functions(functions);
      case TableRef.Join join -> {
        out.when(join.alias() != null, "(");
        join(join);
        out.when(join.alias() != null, ")");
        alias(join.alias());
      }
    }
  }

  void relation(TableRef.Relation relation) {
    out.when(relation.only(), "ONLY ").name(relation.name());
    alias(relation.alias());
    TableRef.Sample sample = relation.sample();
    if (sample != null) {
      out.name(" TABLESAMPLE ", sample.method());
      out.listIn(" (", sample.arguments(), expressions::print);
      if (sample.seed() != null) {
        expressions.optional(" REPEATABLE (", sample.seed());
        out.raw(")");
      }
    }
  }

  private void alias(@Nullable Alias alias) {
    if (alias != null) {
      out.raw(" AS ").name("", alias.name()).names(" (", alias.columns());
      out.listIn(" (", alias.typedColumns(), this::columnType);
    }
  }

  void columnType(ColumnType column) {
    out.name(column.name()).raw(" ");
    expressions.type(column.type());
    out.name(" COLLATE ", column.collation());
  }

  private void functions(TableRef.Functions functions) {
    out.when(functions.lateral(), "LATERAL ").when(functions.rowsFrom(), "ROWS FROM (");
    out.list(functions.items(), this::functionItem);
    out.when(functions.rowsFrom(), ")");
    out.when(functions.ordinality(), " WITH ORDINALITY");
    alias(functions.alias());
  }

  private void functionItem(TableRef.FunctionItem item) {
    expressions.print(item.call());
    out.listIn(" AS (", item.columns(), this::columnType);
  }

  private void join(TableRef.Join join) {
    table(join.left());
    out.when(join.natural(), " NATURAL");
    out.raw(join.kind() == TableRef.JoinKind.INNER ? "" : " " + join.kind().name());
    out.raw(" JOIN ");
    boolean nested = join.right() instanceof TableRef.Join right && right.alias() == null;
    out.when(nested, "(");
    table(join.right());
    out.when(nested, ")");
    expressions.optional(" ON ", join.on());
    if (join.using() != null) {
      out.names(" USING (", join.using().columns()).name(" AS ", join.using().alias());
    }
  }
}
