package io.halcyon.sql.parser;

import io.halcyon.sql.ast.AlterAction;
import io.halcyon.sql.ast.Constraint;
import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.ObjectKind;
import io.halcyon.sql.ast.Option;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.QualifiedName;
import io.halcyon.sql.ast.TypeName;
import io.halcyon.sql.lexer.TokenKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The actions of `ALTER TABLE`, which indexes, views, sequences and foreign tables share.
final class AlterTableParser {
  private final Grammar grammar;
  private final Cursor cursor;
  private final Names names;
  private final ConstraintParser constraints;
  private final CreateTableParser tables;
  private final OptionParser options;

  AlterTableParser(Grammar grammar) {
    this.grammar = grammar;
    this.cursor = grammar.cursor;
    this.names = grammar.names;
    this.constraints = new ConstraintParser(grammar);
    this.tables = new CreateTableParser(grammar);
    this.options = new OptionParser(grammar);
  }

  List<AlterAction> actions(ObjectKind kind) {
    if (cursor.atAny("attach", "detach")) {
      return List.of(partition(kind));
    }
    return names.list(this::action);
  }

  private AlterAction partition(ObjectKind kind) {
    Position at = cursor.position();
    boolean attach = cursor.take().equals("attach");
    cursor.expect("partition");
    QualifiedName partition = names.relation();
    if (attach) {
      var bound = kind == ObjectKind.INDEX ? null : tables.bound();
      return new AlterAction.AttachPartition(at, partition, bound);
    }
    String suffix = "";
    if (cursor.atAny("concurrently", "finalize")) {
      suffix = cursor.take().toUpperCase(Locale.ROOT);
    }
    return new AlterAction.Simple(at, "DETACH PARTITION", partition, suffix);
  }

  private AlterAction action() {
    Position at = cursor.position();
    return switch (cursor.kind() == TokenKind.KEYWORD ? cursor.text() : "") {
      case "add" -> add(at);
      case "alter" -> alter(at);
      case "drop" -> drop(at);
      case "validate" -> {
        cursor.advance();
        cursor.expect("constraint");
        yield simple(at, "VALIDATE CONSTRAINT", names.columnId());
      }
      case "cluster" -> {
        cursor.advance();
        cursor.expect("on");
        yield simple(at, "CLUSTER ON", names.columnId());
      }
      case "set" -> set(at);
      case "reset" -> {
        cursor.advance();
        yield new AlterAction.Options(at, true, options.storageOptions());
      }
      case "enable", "disable" -> toggle(at);
      case "force" -> {
        cursor.advance();
        yield rowLevelSecurity(at, "FORCE");
      }
      case "no" -> no(at);
      case "not" -> {
        cursor.advance();
        cursor.expect("of");
        yield simple(at, "NOT OF", null);
      }
      case "inherit" -> {
        cursor.advance();
        yield new AlterAction.Simple(at, "INHERIT", names.relation(), "");
      }
      case "of" -> {
        cursor.advance();
        yield new AlterAction.Simple(at, "OF", names.anyName(), "");
      }
      case "owner" -> {
        cursor.advance();
        cursor.expect("to");
        yield new AlterAction.SetOwner(at, names.role());
      }
      case "replica" -> replicaIdentity(at);
      case "options" -> throw cursor.unsupported("OPTIONS of a foreign table", at);
      default -> throw cursor.unexpected();
    };
  }

  private static AlterAction simple(Position at, String action, @Nullable String name) {
    QualifiedName object = name == null ? null : new QualifiedName(at, List.of(name));
    return new AlterAction.Simple(at, action, object, "");
  }

  private AlterAction add(Position at) {
    cursor.expect("add");
    if (constraints.atTableConstraint()) {
      return new AlterAction.AddConstraint(at, constraints.ofTable());
    }
    cursor.accept("column");
    boolean ifNotExists = names.ifNotExists();
    return new AlterAction.AddColumn(at, ifNotExists, tables.column());
  }

  private AlterAction drop(Position at) {
    cursor.expect("drop");
    boolean constraint = cursor.accept("constraint");
    if (!constraint) {
      cursor.accept("column");
    }
    boolean ifExists = names.ifExists();
    String name = names.columnId();
    boolean cascade = names.cascade();
    return constraint
        ? new AlterAction.DropConstraint(at, ifExists, name, cascade)
        : new AlterAction.DropColumn(at, ifExists, name, cascade);
  }

  private AlterAction set(Position at) {
    cursor.expect("set");
    if (cursor.at("(")) {
      return new AlterAction.Options(at, false, options.storageOptions());
    }
    if (cursor.accept("without")) {
      if (cursor.accept("oids")) {
        return simple(at, "SET WITHOUT OIDS", null);
      }
      cursor.expect("cluster");
      return simple(at, "SET WITHOUT CLUSTER", null);
    }
    if (cursor.accept("logged")) {
      return simple(at, "SET LOGGED", null);
    }
    if (cursor.accept("unlogged")) {
      return simple(at, "SET UNLOGGED", null);
    }
    if (cursor.accept("access")) {
      cursor.expect("method");
      return simple(at, "SET ACCESS METHOD", names.columnId());
    }
    cursor.expect("tablespace");
    return simple(at, "SET TABLESPACE", names.columnId());
  }

  private AlterAction no(Position at) {
    cursor.expect("no");
    if (cursor.accept("inherit")) {
      return new AlterAction.Simple(at, "NO INHERIT", names.relation(), "");
    }
    cursor.expect("force");
    return rowLevelSecurity(at, "NO FORCE");
  }

  private AlterAction rowLevelSecurity(Position at, String verb) {
    cursor.expect("row");
    cursor.expect("level", "security");
    return simple(at, verb + " ROW LEVEL SECURITY", null);
  }

  private AlterAction toggle(Position at) {
    String verb = cursor.take().toUpperCase(Locale.ROOT);
    if (cursor.at("row")) {
      return rowLevelSecurity(at, verb);
    }
    if (verb.equals("ENABLE") && cursor.atAny("always", "replica")) {
      verb = verb + " " + cursor.take().toUpperCase(Locale.ROOT);
    }
    if (cursor.accept("rule")) {
      return simple(at, verb + " RULE", names.columnId());
    }
    cursor.expect("trigger");
    boolean plain = verb.equals("ENABLE") || verb.equals("DISABLE");
    if (plain && cursor.atAny("all", "user")) {
      return simple(at, verb + " TRIGGER " + cursor.take().toUpperCase(Locale.ROOT), null);
    }
    return simple(at, verb + " TRIGGER", names.columnId());
  }

  private AlterAction replicaIdentity(Position at) {
    cursor.expect("replica", "identity");
    if (cursor.atAny("nothing", "full", "default")) {
      return simple(at, "REPLICA IDENTITY " + cursor.take().toUpperCase(Locale.ROOT), null);
    }
    cursor.expect("using", "index");
    return simple(at, "REPLICA IDENTITY USING INDEX", names.columnId());
  }

  private AlterAction alter(Position at) {
    cursor.expect("alter");
    if (cursor.accept("constraint")) {
      String name = names.columnId();
      Constraint.Attributes attributes = constraints.attributes(Constraint.Attributes.NONE, true);
      return new AlterAction.AlterConstraint(at, name, attributes);
    }
    cursor.accept("column");
    if (cursor.kind() == TokenKind.INTEGER) {
      int number = names.integer();
      cursor.expect("set", "statistics");
      return new AlterAction.NumberedStatistics(at, number, names.signedInteger());
    }
    String column = names.columnId();
    if (cursor.accept("drop")) {
      return dropFromColumn(at, column);
    }
    if (cursor.at("add")) {
      cursor.advance();
      return new AlterAction.AddIdentity(at, column, constraints.identity());
    }
    if (cursor.at("restart")) {
      return new AlterAction.AlterIdentity(at, column, identityChanges());
    }
    if (cursor.at("type")) {
      return setType(at, column);
    }
    if (cursor.at("options", "(")) {
      throw cursor.unsupported("OPTIONS of a column", at);
    }
    if (cursor.accept("reset")) {
      return change(at, column, "RESET", new Option.Options(options.storageOptions()));
    }
    return setOnColumn(at, column);
  }

  private static AlterAction change(
      Position at, String column, String action, Option.@Nullable Value value) {
    return new AlterAction.ColumnChange(at, column, action, value);
  }

  private AlterAction statistics(Position at, String column) {
    String target = Integer.toString(names.signedInteger());
    return change(at, column, "SET STATISTICS", new Option.Numeral(target));
  }

  private AlterAction dropFromColumn(Position at, String column) {
    if (cursor.accept("default")) {
      return change(at, column, "DROP DEFAULT", null);
    }
    if (cursor.accept("not")) {
      cursor.expect("null");
      return change(at, column, "DROP NOT NULL", null);
    }
    if (cursor.atAny("expression", "identity")) {
      String action = "DROP " + cursor.take().toUpperCase(Locale.ROOT);
      return change(at, column, names.ifExists() ? action + " IF EXISTS" : action, null);
    }
    throw cursor.unexpected();
  }

  private AlterAction setOnColumn(Position at, String column) {
    int start = cursor.index();
    cursor.expect("set");
    if (cursor.accept("default")) {
      return new AlterAction.SetDefault(at, column, grammar.expressions.parse());
    }
    if (cursor.accept("not")) {
      cursor.expect("null");
      return change(at, column, "SET NOT NULL", null);
    }
    if (cursor.accept("statistics")) {
      return statistics(at, column);
    }
    if (cursor.at("(")) {
      return change(at, column, "SET", new Option.Options(options.storageOptions()));
    }
    if (cursor.accept("storage")) {
      return change(at, column, "SET STORAGE", new Option.Word(names.columnId()));
    }
    if (cursor.accept("compression")) {
      Option.Value method =
          cursor.accept("default")
              ? new Option.Reserved("default")
              : new Option.Word(names.columnId());
      return change(at, column, "SET COMPRESSION", method);
    }
    if (cursor.accept("data")) {
      return setType(at, column);
    }
    cursor.reset(start);
    return new AlterAction.AlterIdentity(at, column, identityChanges());
  }

  /// Reads `SET GENERATED …`, `RESTART`, `SET option` one after the other.
  private List<Option> identityChanges() {
    List<Option> changes = new ArrayList<>();
    SequenceParser sequences = new SequenceParser(grammar);
    while (cursor.atAny("set", "restart")) {
      Position at = cursor.position();
      boolean set = cursor.accept("set");
      if (set && cursor.accept("generated")) {
        boolean always = cursor.accept("always");
        if (!always) {
          cursor.expect("by", "default");
        }
        changes.add(
            new Option(at, null, always ? "generated always" : "generated by default", null));
        continue;
      }
      @Nullable Option option = sequences.option();
      if (option == null) {
        throw cursor.unexpected();
      }
      changes.add(option);
    }
    return List.copyOf(changes);
  }

  private AlterAction setType(Position at, String column) {
    cursor.expect("type");
    TypeName type = grammar.types.type();
    @Nullable QualifiedName collation = grammar.clauses.optionalCollation();
    @Nullable Expression using = grammar.clauses.optional("using");
    return new AlterAction.SetType(at, column, type, collation, using, false);
  }
}
