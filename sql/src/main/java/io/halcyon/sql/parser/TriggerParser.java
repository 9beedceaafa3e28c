package io.halcyon.sql.parser;

import io.halcyon.sql.ast.Constraint;
import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.ObjectKind;
import io.halcyon.sql.ast.ObjectRef;
import io.halcyon.sql.ast.ObjectStatement;
import io.halcyon.sql.ast.Option;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.QualifiedName;
import io.halcyon.sql.ast.RoleSpec;
import io.halcyon.sql.ast.RoutineStatement;
import io.halcyon.sql.ast.RoutineStatement.Transition;
import io.halcyon.sql.ast.RoutineStatement.TriggerEvent;
import io.halcyon.sql.ast.Statement;
import io.halcyon.sql.lexer.TokenKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Triggers and policies.
final class TriggerParser {
  private final Grammar grammar;
  private final Cursor cursor;
  private final Names names;

  TriggerParser(Grammar grammar) {
    this.grammar = grammar;
    this.cursor = grammar.cursor;
    this.names = grammar.names;
  }

  Statement createTrigger(Position at, boolean orReplace) {
    boolean constraint = cursor.accept("constraint");
    cursor.expect("trigger");
    String name = names.columnId();
    String timing = timing(constraint);
    List<TriggerEvent> events = events();
    cursor.expect("on");
    QualifiedName table = names.relation();
    @Nullable QualifiedName from = null;
    Constraint.Attributes attributes = Constraint.Attributes.NONE;
    List<Transition> transitions = List.of();
    if (constraint) {
      from = cursor.accept("from") ? names.relation() : null;
      attributes = constraintAttributes();
    } else {
      transitions = cursor.accept("referencing") ? transitions() : List.of();
    }
    boolean forEachRow = forEachRow(constraint);
    @Nullable Expression when = condition("when");
    cursor.expect("execute");
    if (!cursor.accept("function")) {
      cursor.expect("procedure");
    }
    QualifiedName function = names.function();
    cursor.expect("(");
    List<Option.Value> arguments = cursor.at(")") ? List.of() : names.list(this::argument);
    cursor.expect(")");
    return new RoutineStatement.CreateTrigger(
        at,
        orReplace,
        constraint,
        name,
        timing,
        events,
        table,
        from,
        attributes,
        transitions,
        forEachRow,
        when,
        function,
        arguments);
  }

  private Constraint.Attributes constraintAttributes() {
    Position at = cursor.position();
    Constraint.Attributes attributes =
        new ConstraintParser(grammar).attributes(Constraint.Attributes.NONE, true);
    if (attributes.notValid() || attributes.noInherit()) {
      String mark = attributes.notValid() ? "NOT VALID" : "NO INHERIT";
      throw cursor.unsupported("a trigger marked " + mark, at);
    }
    return attributes;
  }

  private String timing(boolean constraint) {
    if (cursor.accept("after")) {
      return "AFTER";
    }
    if (!constraint && cursor.accept("before")) {
      return "BEFORE";
    }
    if (constraint) {
      throw cursor.unexpected();
    }
    cursor.expect("instead", "of");
    return "INSTEAD OF";
  }

  private List<TriggerEvent> events() {
    List<TriggerEvent> events = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    do {
      boolean known = cursor.atAny("insert", "delete", "update") || cursor.at("truncate");
      if (!known) {
        throw cursor.unexpected();
      }
      String event = cursor.take().toUpperCase(Locale.ROOT);
      List<String> columns =
          event.equals("UPDATE") && cursor.accept("of") ? names.list(names::columnId) : List.of();
      events.add(new TriggerEvent(event, columns));
      if (!seen.add(event)) {
        throw cursor.failure("duplicate trigger events specified");
      }
    } while (cursor.accept("or"));
    return List.copyOf(events);
  }

  private List<Transition> transitions() {
    List<Transition> transitions = new ArrayList<>();
    while (cursor.atAny("old", "new")) {
      boolean isNew = cursor.take().equals("new");
      boolean table = cursor.accept("table");
      if (!table) {
        cursor.expect("row");
      }
      cursor.accept("as");
      transitions.add(new Transition(isNew, table, names.columnId()));
    }
    if (transitions.isEmpty()) {
      throw cursor.unexpected();
    }
    return List.copyOf(transitions);
  }

  private boolean forEachRow(boolean required) {
    if (required) {
      cursor.expect("for", "each");
      cursor.expect("row");
      return true;
    }
    if (!cursor.accept("for")) {
      return false;
    }
    cursor.accept("each");
    if (cursor.accept("row")) {
      return true;
    }
    cursor.expect("statement");
    return false;
  }

  private Option.Value argument() {
    if (cursor.kind() == TokenKind.STRING) {
      return new Option.Text(cursor.take());
    }
    if (cursor.kind() == TokenKind.INTEGER || cursor.kind() == TokenKind.NUMERIC) {
      return new Option.Text(cursor.take());
    }
    return new Option.Text(names.columnLabel());
  }

  /// Reads a condition in parentheses behind its keyword, if that stands here.
  private @Nullable Expression condition(String keyword) {
    if (!cursor.accept(keyword)) {
      return null;
    }
    cursor.expect("(");
    Expression condition = grammar.expressions.parse();
    cursor.expect(")");
    return condition;
  }

  private @Nullable Expression check() {
    if (!cursor.accept("with")) {
      return null;
    }
    if (!cursor.at("check")) {
      throw cursor.unexpected();
    }
    return condition("check");
  }

  Statement createPolicy(Position at) {
    cursor.expect("policy");
    String name = names.columnId();
    cursor.expect("on");
    QualifiedName table = names.relation();
    boolean permissive = permissive();
    String command = "ALL";
    if (cursor.accept("for")) {
      boolean known = cursor.atAny("all", "select", "insert") || cursor.atAny("update", "delete");
      if (!known) {
        throw cursor.unexpected();
      }
      command = cursor.take().toUpperCase(Locale.ROOT);
    }
    List<RoleSpec> roles = optionalRoles();
    @Nullable Expression using = condition("using");
    return new RoutineStatement.CreatePolicy(
        at, name, table, permissive, command, roles, using, check());
  }

  private boolean permissive() {
    if (!cursor.accept("as")) {
      return true;
    }
    boolean permissive = cursor.atWord("permissive");
    if (!permissive && !cursor.atWord("restrictive")) {
      throw cursor.failure("unrecognized row security option");
    }
    cursor.advance();
    return permissive;
  }

  private List<RoleSpec> optionalRoles() {
    return cursor.accept("to") ? names.list(names::role) : List.of();
  }

  Statement alterPolicy(Position at) {
    boolean ifExists = names.ifExists();
    Position nameAt = cursor.position();
    String name = names.columnId();
    cursor.expect("on");
    QualifiedName table = names.relation();
    if (ifExists || cursor.at("rename")) {
      cursor.expect("rename", "to");
      ObjectRef policy = new ObjectRef.OnTable(nameAt, ObjectKind.POLICY, name, table, false);
      return new ObjectStatement.Rename(at, policy, ifExists, false, null, names.columnId(), false);
    }
    List<RoleSpec> roles = optionalRoles();
    @Nullable Expression using = condition("using");
    return new RoutineStatement.AlterPolicy(at, name, table, roles, using, check());
  }
}
