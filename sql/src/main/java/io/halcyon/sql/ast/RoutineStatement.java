package io.halcyon.sql.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Statements that define or run code in the server.
public sealed interface RoutineStatement extends Statement {
  /// `CREATE FUNCTION` and `CREATE PROCEDURE`.
  ///
  /// @param returns null for procedures, for out parameters, and if `returnsTable` says it
  /// @param attributes in the order of the text; `as` has one or two strings
  /// @param body null unless it is written in SQL itself
  record CreateFunction(
      Position at,
      boolean orReplace,
      boolean procedure,
      QualifiedName name,
      List<FunctionParameter> parameters,
      @Nullable TypeName returns,
      List<TableRef.ColumnType> returnsTable,
      List<Option> attributes,
      @Nullable Body body)
      implements RoutineStatement {}

  /// A body written in SQL itself.
  sealed interface Body {}

  /// `RETURN expression`.
  record ReturnBody(Expression value) implements Body {}

  /// `BEGIN ATOMIC …; END`.
  record AtomicBody(List<Statement> statements) implements Body {}

  /// `RETURN expression` among the statements of a body.
  record Return(Position at, Expression value) implements RoutineStatement {}

  /// `ALTER FUNCTION` with attributes.
  record AlterFunction(Position at, ObjectRef routine, List<Option> attributes)
      implements RoutineStatement {}

  /// `CALL`.
  record CallProcedure(Position at, Expression call) implements RoutineStatement {}

  /// `DO`.
  ///
  /// @param code null if none is given, which the grammar allows
  record Do(Position at, @Nullable String code, @Nullable String language)
      implements RoutineStatement {}

  /// `CREATE TRIGGER`.
  ///
  /// @param timing `BEFORE`, `AFTER` or `INSTEAD OF`
  /// @param from the referenced table of a constraint trigger; else null
  record CreateTrigger(
      Position at,
      boolean orReplace,
      boolean constraint,
      String name,
      String timing,
      List<TriggerEvent> events,
      QualifiedName table,
      @Nullable QualifiedName from,
      Constraint.Attributes attributes,
      List<Transition> transitions,
      boolean forEachRow,
      @Nullable Expression when,
      QualifiedName function,
      List<Option.Value> arguments)
      implements RoutineStatement {}

  /// What a trigger waits for, with the columns of `UPDATE OF`.
  record TriggerEvent(String event, List<String> columns) {}

  /// `REFERENCING OLD TABLE AS name`.
  record Transition(boolean isNew, boolean table, String name) {}

  /// `CREATE POLICY`.
  record CreatePolicy(
      Position at,
      String name,
      QualifiedName table,
      boolean permissive,
      String command,
      List<RoleSpec> roles,
      @Nullable Expression using,
      @Nullable Expression check)
      implements RoutineStatement {}

  /// `ALTER POLICY`.
  ///
  /// @param roles empty to leave them as they are
  record AlterPolicy(
      Position at,
      String name,
      QualifiedName table,
      List<RoleSpec> roles,
      @Nullable Expression using,
      @Nullable Expression check)
      implements RoutineStatement {}
}
