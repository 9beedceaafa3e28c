package io.halcyon.sql.printer;

import io.halcyon.sql.ast.AlterAction;
import io.halcyon.sql.ast.AlterAction.ColumnAction;
import io.halcyon.sql.ast.AlterAction.RelationAction;
import io.halcyon.sql.ast.Option;
import java.util.List;
import java.util.Locale;

/// Prints the actions of `ALTER TABLE` and its kin.
final class AlterPrinter {
  private final SqlText out;
  private final TablePrinter tables;
  private final ExpressionPrinter expressions;
  private final OptionPrinter options;
  private final String column;

  /// @param attributes whether it is a composite type, whose columns are called attributes
  AlterPrinter(SqlText out, TablePrinter tables, OptionPrinter options, boolean attributes) {
    this.out = out;
    this.tables = tables;
    this.expressions = tables.expressions();
    this.options = options;
    this.column = attributes ? "ATTRIBUTE " : "COLUMN ";
  }

  void print(AlterAction action) {
    switch (action) {
      case ColumnAction ofColumn -> print(ofColumn);
      case RelationAction ofRelation -> print(ofRelation);
    }
  }

  private void print(ColumnAction action) {
    switch (action) {
      case AlterAction.AddColumn add -> {
        out.raw("ADD COLUMN ").when(add.ifNotExists(), "IF NOT EXISTS ");
        tables.column(add.column());
      }
      case AlterAction.DropColumn drop -> {
        out.raw("DROP ").raw(column).when(drop.ifExists(), "IF EXISTS ").name(drop.name());
        out.when(drop.cascade(), " CASCADE");
      }
      case AlterAction.AddAttribute add -> {
        out.raw("ADD ATTRIBUTE ").name(add.attribute().name());
        expressions.optionalType(" ", add.attribute().type());
        out.name(" COLLATE ", add.attribute().collation()).when(add.cascade(), " CASCADE");
      }
      case AlterAction.SetType set -> {
        out.raw("ALTER ").raw(column).name(set.column());
        expressions.optionalType(" TYPE ", set.type());
        out.name(" COLLATE ", set.collation());
        expressions.optional(" USING ", set.using());
        out.when(set.cascade(), " CASCADE");
      }
      case AlterAction.SetDefault set -> {
        out.name("ALTER COLUMN ", set.column()).when(set.column() != null, " ");
        expressions.optional("SET DEFAULT ", set.value());
      }
      case AlterAction.ColumnChange change -> {
        out.name("ALTER COLUMN ", change.column()).raw(" ").raw(change.action());
        if (change.value() != null) {
          out.raw(" ");
          options.value(change.value());
        }
      }
      case AlterAction.NumberedStatistics statistics -> {
        out.raw("ALTER COLUMN ").raw(Integer.toString(statistics.column()));
        out.raw(" SET STATISTICS ").raw(Integer.toString(statistics.target()));
      }
      case AlterAction.AddIdentity add -> {
        out.name("ALTER COLUMN ", add.column()).raw(" ADD ");
        tables.constraints().identity(add.identity());
      }
      case AlterAction.AlterIdentity alter -> {
        out.name("ALTER COLUMN ", alter.column());
        for (Option change : alter.changes()) {
          boolean restart = change.name().equals("restart");
          out.raw(restart ? "" : " SET");
          options.keywords(List.of(change));
        }
      }
    }
  }

  private void print(RelationAction action) {
    switch (action) {
      case AlterAction.AddConstraint add -> {
        out.raw("ADD ");
        tables.constraints().print(add.constraint());
      }
      case AlterAction.AlterConstraint alter -> {
        out.name("ALTER CONSTRAINT ", alter.name());
        tables.constraints().attributes(alter.attributes());
      }
      case AlterAction.DropConstraint drop -> {
        out.raw("DROP CONSTRAINT ").when(drop.ifExists(), "IF EXISTS ").name(drop.name());
        out.when(drop.cascade(), " CASCADE");
      }
      case AlterAction.Options list ->
          options.assigned(list.reset() ? "RESET (" : "SET (", list.options());
      case AlterAction.SetOwner owner -> out.raw("OWNER TO ").role(owner.owner());
      case AlterAction.AttachPartition attach -> {
        out.name("ATTACH PARTITION ", attach.partition());
        if (attach.bound() != null) {
          out.raw(" ");
          tables.bound(attach.bound());
        }
      }
      case AlterAction.Simple simple -> {
        out.raw(simple.action().toUpperCase(Locale.ROOT)).name(" ", simple.name());
        out.when(!simple.suffix().isEmpty(), " ").raw(simple.suffix());
      }
    }
  }
}
