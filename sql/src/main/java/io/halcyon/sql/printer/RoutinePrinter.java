package io.halcyon.sql.printer;

import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.Option;
import io.halcyon.sql.ast.RoutineStatement;
import io.halcyon.sql.ast.Statement;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Prints functions, triggers and policies.
final class RoutinePrinter {
  private final SqlText out;
  private final QueryPrinter queries;
  private final ExpressionPrinter expressions;
  private final OptionPrinter options;
  private final ConstraintPrinter constraints;
  private final ObjectPrinter objects;

  RoutinePrinter(
      SqlText out,
      QueryPrinter queries,
      OptionPrinter options,
      ConstraintPrinter constraints,
      ObjectPrinter objects) {
    this.out = out;
    this.queries = queries;
    this.expressions = queries.expressions();
    this.options = options;
    this.constraints = constraints;
    this.objects = objects;
  }

  void print(RoutineStatement statement, Consumer<Statement> statements) {
    switch (statement) {
      case RoutineStatement.CreateFunction function -> function(function, statements);
      case RoutineStatement.Return result -> expressions.optional("RETURN ", result.value());
      case RoutineStatement.AlterFunction alter -> {
        out.raw("ALTER ").raw(alter.routine().kind().words()).raw(" ");
        objects.reference(alter.routine());
        alter.attributes().forEach(this::attribute);
      }
      case RoutineStatement.CallProcedure call -> expressions.optional("CALL ", call.call());
      case RoutineStatement.Do block -> {
        out.raw("DO").name(" LANGUAGE ", block.language());
        if (block.code() != null) {
          out.raw(" ").string(block.code());
        }
      }
      case RoutineStatement.CreateTrigger trigger -> trigger(trigger);
      case RoutineStatement.CreatePolicy policy -> {
        out.name("CREATE POLICY ", policy.name()).name(" ON ", policy.table());
        out.when(!policy.permissive(), " AS RESTRICTIVE").raw(" FOR ").raw(policy.command());
        if (!policy.roles().isEmpty()) {
          out.raw(" TO ").roles(policy.roles());
        }
        condition(" USING (", policy.using());
        condition(" WITH CHECK (", policy.check());
      }
      case RoutineStatement.AlterPolicy policy -> {
        out.name("ALTER POLICY ", policy.name()).name(" ON ", policy.table());
        if (!policy.roles().isEmpty()) {
          out.raw(" TO ").roles(policy.roles());
        }
        condition(" USING (", policy.using());
        condition(" WITH CHECK (", policy.check());
      }
    }
  }

  private void condition(String opening, @Nullable Expression condition) {
    if (condition != null) {
      expressions.optional(opening, condition);
      out.raw(")");
    }
  }

  private void function(RoutineStatement.CreateFunction function, Consumer<Statement> statements) {
    out.raw("CREATE ").when(function.orReplace(), "OR REPLACE ");
    out.raw(function.procedure() ? "PROCEDURE " : "FUNCTION ").name(function.name());
    objects.signature(function.parameters(), false);
    expressions.optionalType(" RETURNS ", function.returns());
    out.listIn(" RETURNS TABLE (", function.returnsTable(), queries::columnType);
    function.attributes().forEach(this::attribute);
    switch (function.body()) {
      case null -> {}
      case RoutineStatement.ReturnBody body -> expressions.optional(" RETURN ", body.value());
      case RoutineStatement.AtomicBody body -> {
        out.raw(" BEGIN ATOMIC ");
        for (Statement statement : body.statements()) {
          statements.accept(statement);
          out.raw("; ");
        }
        out.raw("END");
      }
    }
  }

  private void attribute(Option attribute) {
    switch (attribute.value()) {
      case Option.Setting setting -> {
        out.raw(" ");
        options.value(setting);
      }
      case Option.Types types -> {
        out.raw(" TRANSFORM ");
        options.value(types);
      }
      case Option.Items code -> {
        out.raw(" AS ");
        options.values(code.items());
      }
      case null, default -> options.keywords(List.of(attribute));
    }
  }

  private void trigger(RoutineStatement.CreateTrigger trigger) {
    out.raw("CREATE ").when(trigger.orReplace(), "OR REPLACE ");
    out.when(trigger.constraint(), "CONSTRAINT ").raw("TRIGGER ").name(trigger.name());
    out.raw(" ").raw(trigger.timing()).raw(" ");
    out.list(
        trigger.events(),
        " OR ",
        event -> {
          out.raw(event.event());
          if (!event.columns().isEmpty()) {
            out.raw(" OF ").list(event.columns(), out::name);
          }
        });
    out.name(" ON ", trigger.table()).name(" FROM ", trigger.from());
    constraints.attributes(trigger.attributes());
    if (!trigger.transitions().isEmpty()) {
      out.raw(" REFERENCING");
    }
    for (RoutineStatement.Transition transition : trigger.transitions()) {
      out.raw(transition.isNew() ? " NEW " : " OLD ");
      out.raw(transition.table() ? "TABLE" : "ROW").name(" AS ", transition.name());
    }
    out.raw(trigger.forEachRow() ? " FOR EACH ROW" : " FOR EACH STATEMENT");
    condition(" WHEN (", trigger.when());
    out.name(" EXECUTE FUNCTION ", trigger.function()).raw("(");
    options.values(trigger.arguments());
    out.raw(")");
  }
}
