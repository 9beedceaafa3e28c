package io.halcyon.sql.printer;

import io.halcyon.sql.ast.Constraint;
import io.halcyon.sql.ast.FunctionParameter;
import io.halcyon.sql.ast.ObjectKind;
import io.halcyon.sql.ast.ObjectRef;
import io.halcyon.sql.ast.ObjectStatement;
import io.halcyon.sql.ast.ObjectStatement.TypeBody;
import io.halcyon.sql.ast.Option;
import io.halcyon.sql.ast.Statement;
import io.halcyon.sql.ast.TypeName;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Prints statements on schemas, databases, types and objects of any kind.
final class ObjectPrinter {
  private final SqlText out;
  private final QueryPrinter queries;
  private final ExpressionPrinter expressions;
  private final OptionPrinter options;
  private final ConstraintPrinter constraints;

  ObjectPrinter(
      SqlText out, QueryPrinter queries, OptionPrinter options, ConstraintPrinter constraints) {
    this.out = out;
    this.queries = queries;
    this.expressions = queries.expressions();
    this.options = options;
    this.constraints = constraints;
  }

  void print(ObjectStatement statement, Consumer<Statement> statements) {
    switch (statement) {
      case ObjectStatement.CreateSchema schema -> createSchema(schema, statements);
      case ObjectStatement.CreateDatabase database -> {
        out.name("CREATE DATABASE ", database.name());
        database.options().forEach(this::databaseOption);
      }
      case ObjectStatement.AlterDatabase database -> alterDatabase(database);
      case ObjectStatement.DropDatabase database -> {
        out.raw("DROP DATABASE ").when(database.ifExists(), "IF EXISTS ");
        out.name(database.name()).when(database.force(), " WITH (FORCE)");
      }
      case ObjectStatement.CreateExtension extension -> {
        out.raw("CREATE EXTENSION ").when(extension.ifNotExists(), "IF NOT EXISTS ");
        out.name(extension.name());
        options.keywords(extension.options());
      }
      case ObjectStatement.CreateType type -> {
        out.name("CREATE TYPE ", type.name());
        body(type.body());
      }
      case ObjectStatement.CreateDomain domain -> {
        out.name("CREATE DOMAIN ", domain.name()).raw(" AS ");
        expressions.type(domain.type());
        for (Constraint constraint : domain.constraints()) {
          out.raw(" ");
          constraints.print(constraint);
        }
      }
      case ObjectStatement.AddEnumValue add -> addValue(add);
      case ObjectStatement.RenameEnumValue rename -> {
        out.name("ALTER TYPE ", rename.name()).raw(" RENAME VALUE ").string(rename.value());
        out.raw(" TO ").string(rename.newValue());
      }
      case ObjectStatement.Drop drop -> drop(drop);
      case ObjectStatement.Rename rename -> rename(rename);
      case ObjectStatement.SetSchema set -> {
        alter(set.object(), set.ifExists(), set.only());
        out.name(" SET SCHEMA ", set.schema());
      }
      case ObjectStatement.SetOwner set -> {
        alter(set.object(), false, false);
        out.raw(" OWNER TO ").role(set.owner());
      }
      case ObjectStatement.Comment comment -> {
        out.raw("COMMENT ON ").raw(comment.target().kind().words()).raw(" ");
        reference(comment.target());
        textOrNull(comment.text());
      }
      case ObjectStatement.SecurityLabel label -> {
        out.raw("SECURITY LABEL").name(" FOR ", label.provider());
        out.raw(" ON ").raw(label.target().kind().words()).raw(" ");
        reference(label.target());
        textOrNull(label.label());
      }
    }
  }

  private void createSchema(ObjectStatement.CreateSchema schema, Consumer<Statement> statements) {
    out.raw("CREATE SCHEMA").when(schema.ifNotExists(), " IF NOT EXISTS");
    out.name(" ", schema.name());
    if (schema.owner() != null) {
      out.raw(" AUTHORIZATION ").role(schema.owner());
    }
    for (Statement element : schema.elements()) {
      out.raw(" ");
      statements.accept(element);
    }
  }

  private void textOrNull(@Nullable String text) {
    out.raw(" IS ");
    if (text == null) {
      out.raw("NULL");
    } else {
      out.string(text);
    }
  }

  private void databaseOption(Option option) {
    out.raw(" ");
    if (option.name().equals("connection_limit")) {
      out.raw("CONNECTION LIMIT");
    } else {
      options.word(option.name());
    }
    if (option.value() != null) {
      out.raw(" = ");
      options.value(option.value());
    }
  }

  private void alterDatabase(ObjectStatement.AlterDatabase database) {
    out.name("ALTER DATABASE ", database.name());
    List<Option> list = database.options();
    boolean tablespace = list.size() == 1 && list.getFirst().name().equals("tablespace");
    if (tablespace && list.getFirst().value() instanceof Option.Word(String name)) {
      out.name(" SET TABLESPACE ", name);
    } else {
      list.forEach(this::databaseOption);
    }
  }

  private void body(TypeBody body) {
    switch (body) {
      case ObjectStatement.CompositeType composite -> {
        out.raw(" AS (").list(composite.attributes(), queries::columnType).raw(")");
      }
      case ObjectStatement.EnumType labels ->
          out.raw(" AS ENUM (").list(labels.labels(), out::string).raw(")");
      case ObjectStatement.RangeType range -> options.assigned(" AS RANGE (", range.options());
      case ObjectStatement.BaseType base -> options.assigned(" (", base.options());
      case ObjectStatement.ShellType _ -> {}
    }
  }

  private void addValue(ObjectStatement.AddEnumValue add) {
    out.name("ALTER TYPE ", add.name()).raw(" ADD VALUE ");
    out.when(add.ifNotExists(), "IF NOT EXISTS ").string(add.value());
    if (add.neighbor() != null) {
      out.raw(add.before() ? " BEFORE " : " AFTER ").string(add.neighbor());
    }
  }

  private void drop(ObjectStatement.Drop drop) {
    out.raw("DROP ").raw(drop.kind().words()).when(drop.concurrently(), " CONCURRENTLY");
    out.when(drop.ifExists(), " IF EXISTS").raw(" ");
    out.list(drop.objects(), this::reference).when(drop.cascade(), " CASCADE");
  }

  private void alter(ObjectRef object, boolean ifExists, boolean only) {
    out.raw("ALTER ").raw(object.kind().words()).when(ifExists, " IF EXISTS");
    out.when(only, " ONLY").raw(" ");
    reference(object);
  }

  private void rename(ObjectStatement.Rename rename) {
    alter(rename.object(), rename.ifExists(), rename.only());
    out.raw(" RENAME ");
    if (rename.part() != null) {
      out.raw(rename.part().kind().words()).raw(" ").name(rename.part().name()).raw(" ");
    }
    out.name("TO ", rename.newName()).when(rename.cascade(), " CASCADE");
  }

  void reference(ObjectRef object) {
    switch (object) {
      case ObjectRef.Named named -> out.name(named.name());
      case ObjectRef.Routine routine -> {
        out.name(routine.name());
        if (routine.parameters() != null) {
          signature(routine.parameters(), routine.kind() == ObjectKind.AGGREGATE);
        }
      }
      case ObjectRef.OnTable part -> {
        out.name(part.name()).raw(" ON ").when(part.onDomain(), "DOMAIN ");
        out.name(part.table());
      }
      case ObjectRef.OfType type -> expressions.type(type.type());
      case ObjectRef.Operator operator -> {
        operator.operator().schema().forEach(part -> out.name(part).raw("."));
        out.raw(operator.operator().symbol()).raw(" (");
        typeOrNone(operator.left());
        out.raw(", ");
        typeOrNone(operator.right());
        out.raw(")");
      }
      case ObjectRef.Cast cast -> {
        expressions.optionalType("(", cast.from());
        expressions.optionalType(" AS ", cast.to());
        out.raw(")");
      }
      case ObjectRef.OfMethod of -> out.name(of.name()).name(" USING ", of.method());
      case ObjectRef.Transform transform -> {
        expressions.optionalType("FOR ", transform.type());
        out.name(" LANGUAGE ", transform.language());
      }
      case ObjectRef.LargeObject large -> out.raw(large.number());
    }
  }

  private void typeOrNone(@Nullable TypeName type) {
    if (type == null) {
      out.raw("NONE");
    } else {
      expressions.type(type);
    }
  }

  /// Prints parameters in parentheses; an aggregate without any has a star.
  void signature(List<FunctionParameter> parameters, boolean aggregate) {
    out.raw(aggregate && parameters.isEmpty() ? "(*" : "(");
    boolean ordered = false;
    for (int i = 0; i < parameters.size(); i++) {
      FunctionParameter parameter = parameters.get(i);
      if (parameter.orderedSet() && !ordered) {
        out.when(i > 0, " ").raw("ORDER BY ");
        ordered = true;
      } else {
        out.when(i > 0, ", ");
      }
      parameter(parameter);
    }
    out.raw(")");
  }

  private void parameter(FunctionParameter parameter) {
    out.raw(
        switch (parameter.mode()) {
          case DEFAULT -> "";
          case IN -> "IN ";
          case OUT -> "OUT ";
          case INOUT -> "INOUT ";
          case VARIADIC -> "VARIADIC ";
        });
    out.name("", parameter.name()).when(parameter.name() != null, " ");
    expressions.type(parameter.type());
    expressions.optional(" DEFAULT ", parameter.defaultValue());
  }
}
