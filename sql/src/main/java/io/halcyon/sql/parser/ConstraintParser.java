package io.halcyon.sql.parser;

import io.halcyon.sql.ast.Constraint;
import io.halcyon.sql.ast.Constraint.Attributes;
import io.halcyon.sql.ast.Constraint.Body;
import io.halcyon.sql.ast.Constraint.IndexParameters;
import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.OperatorName;
import io.halcyon.sql.ast.Option;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.QualifiedName;
import io.halcyon.sql.lexer.SyntaxError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Constraints of columns, tables and domains.
final class ConstraintParser {
  private final Grammar grammar;
  private final Cursor cursor;
  private final Names names;

  ConstraintParser(Grammar grammar) {
    this.grammar = grammar;
    this.cursor = grammar.cursor;
    this.names = grammar.names;
  }

  /// Reads what may follow a column's type, as much as there is (`ColQualList`). What defers a
  /// constraint stands behind it, as an element of its own.
  List<Constraint> ofColumn() {
    List<Constraint> constraints = new ArrayList<>(2);
    while (true) {
      Position at = cursor.position();
      if (atAttribute()) {
        if (constraints.isEmpty()) {
          throw cursor.failure("misplaced constraint attribute: syntax error");
        }
        Constraint last = constraints.removeLast();
        Attributes attributes = attributes(last.attributes(), false);
        constraints.add(new Constraint(last.at(), last.name(), last.body(), attributes));
        continue;
      }
      @Nullable String name = cursor.accept("constraint") ? names.columnId() : null;
      if (name == null && cursor.accept("collate")) {
        Body collation = new Constraint.Collation(names.anyName());
        constraints.add(new Constraint(at, null, collation, Attributes.NONE));
        continue;
      }
      @Nullable Body body = columnBody();
      if (body == null) {
        if (name != null) {
          throw cursor.unexpected();
        }
        return List.copyOf(constraints);
      }
      boolean noInherit = body instanceof Constraint.Check && cursor.accept("no", "inherit");
      Attributes attributes = noInherit ? new Attributes(null, null, false, true) : Attributes.NONE;
      constraints.add(new Constraint(at, name, body, attributes));
    }
  }

  private boolean atAttribute() {
    return cursor.atAny("deferrable", "initially") || cursor.at("not", "deferrable");
  }

  private @Nullable Body columnBody() {
    if (cursor.accept("not")) {
      cursor.expect("null");
      return new Constraint.Nullability(false);
    }
    if (cursor.accept("null")) {
      return new Constraint.Nullability(true);
    }
    if (cursor.accept("unique")) {
      boolean distinct = nullsNotDistinct();
      return key(false, distinct, List.of(), null, List.of());
    }
    if (cursor.accept("primary")) {
      cursor.expect("key");
      return key(true, false, List.of(), null, List.of());
    }
    if (cursor.accept("check")) {
      return check();
    }
    if (cursor.accept("default")) {
      return new Constraint.DefaultValue(grammar.expressions.parseRestricted());
    }
    if (cursor.at("generated")) {
      return generated();
    }
    return cursor.at("references") ? reference(List.of()) : null;
  }

  private Body check() {
    cursor.expect("(");
    Expression condition = grammar.expressions.parse();
    cursor.expect(")");
    return new Constraint.Check(condition);
  }

  private Body key(
      boolean primary,
      boolean nullsNotDistinct,
      List<String> columns,
      @Nullable String index,
      List<String> include) {
    IndexParameters parameters = index != null ? IndexParameters.NONE : indexParameters(include);
    return new Constraint.Key(primary, nullsNotDistinct, columns, index, parameters);
  }

  private boolean nullsNotDistinct() {
    if (!cursor.accept("nulls")) {
      return false;
    }
    boolean not = cursor.accept("not");
    cursor.expect("distinct");
    return not;
  }

  private IndexParameters indexParameters(List<String> include) {
    List<Option> options = List.of();
    if (cursor.at("with", "(")) {
      cursor.advance();
      options = new OptionParser(grammar).definition();
    }
    @Nullable String tablespace =
        cursor.accept("using", "index", "tablespace") ? names.columnId() : null;
    return new IndexParameters(include, options, tablespace);
  }

  private Body generated() {
    cursor.expect("generated");
    Position at = cursor.position();
    boolean always = always();
    cursor.expect("as");
    if (cursor.accept("identity")) {
      return new Constraint.Identity(always, optionalSequenceOptions());
    }
    cursor.expect("(");
    Expression expression = grammar.expressions.parse();
    cursor.expect(")");
    cursor.expect("stored");
    if (!always) {
      throw cursor.invalid("for a generated column, GENERATED ALWAYS must be specified", at);
    }
    return new Constraint.Generated(expression);
  }

  private boolean always() {
    if (cursor.accept("always")) {
      return true;
    }
    cursor.expect("by", "default");
    return false;
  }

  private List<Option> optionalSequenceOptions() {
    if (!cursor.accept("(")) {
      return List.of();
    }
    List<Option> options = new SequenceParser(grammar).options();
    if (options.isEmpty()) {
      throw cursor.unexpected();
    }
    cursor.expect(")");
    return options;
  }

  /// Reads `GENERATED … AS IDENTITY (…)`.
  Constraint.Identity identity() {
    if (!(generated() instanceof Constraint.Identity identity)) {
      throw cursor.unexpected();
    }
    return identity;
  }

  private Body reference(List<String> columns) {
    cursor.expect("references");
    QualifiedName table = names.relation();
    List<String> referenced = names.optionalColumnIds();
    Constraint.Match match = match();
    Constraint.Action onUpdate = Constraint.Action.NONE;
    Constraint.Action onDelete = Constraint.Action.NONE;
    boolean update = false;
    boolean delete = false;
    while (cursor.at("on")) {
      Position at = cursor.position();
      if (!update && cursor.accept("on", "update")) {
        update = true;
        onUpdate = action();
        if (!onUpdate.columns().isEmpty()) {
          throw cursor.error(
              SyntaxError.UNSUPPORTED,
              "a column list with SET NULL or SET DEFAULT is only supported for ON DELETE actions",
              at);
        }
      } else if (!delete && cursor.accept("on", "delete")) {
        delete = true;
        onDelete = action();
      } else {
        cursor.advance();
        throw cursor.unexpected();
      }
    }
    return new Constraint.ForeignKey(columns, table, referenced, match, onUpdate, onDelete);
  }

  private Constraint.Match match() {
    Position at = cursor.position();
    if (!cursor.accept("match")) {
      return Constraint.Match.SIMPLE;
    }
    if (cursor.accept("partial")) {
      throw cursor.error(SyntaxError.UNSUPPORTED, "MATCH PARTIAL not yet implemented", at);
    }
    if (cursor.accept("full")) {
      return Constraint.Match.FULL;
    }
    cursor.expect("simple");
    return Constraint.Match.SIMPLE;
  }

  private Constraint.Action action() {
    if (cursor.accept("restrict")) {
      return new Constraint.Action(Constraint.ActionKind.RESTRICT, List.of());
    }
    if (cursor.accept("cascade")) {
      return new Constraint.Action(Constraint.ActionKind.CASCADE, List.of());
    }
    if (cursor.accept("no")) {
      cursor.expect("action");
      return Constraint.Action.NONE;
    }
    cursor.expect("set");
    Constraint.ActionKind kind = Constraint.ActionKind.SET_NULL;
    if (cursor.accept("default")) {
      kind = Constraint.ActionKind.SET_DEFAULT;
    } else {
      cursor.expect("null");
    }
    return new Constraint.Action(kind, names.optionalColumnIds());
  }

  boolean atTableConstraint() {
    return cursor.atAny("constraint", "check", "unique")
        || cursor.atAny("primary", "foreign")
        || (cursor.at("exclude") && (cursor.ahead(1, "using") || cursor.ahead(1, "(")));
  }

  /// Reads a constraint on a table or domain (`TableConstraint`).
  Constraint ofTable() {
    Position at = cursor.position();
    @Nullable String name = cursor.accept("constraint") ? names.columnId() : null;
    Body body = tableBody();
    Position attributesAt = cursor.position();
    Attributes attributes = attributes(Attributes.NONE, true);
    requireAllowed(body, attributes, attributesAt);
    return new Constraint(at, name, body, attributes);
  }

  private Body tableBody() {
    if (cursor.accept("check")) {
      return check();
    }
    if (cursor.accept("unique")) {
      boolean distinct = nullsNotDistinct();
      return distinct || cursor.at("(") ? keyOfColumns(false, distinct) : keyOfIndex(false);
    }
    if (cursor.accept("primary")) {
      cursor.expect("key");
      return cursor.at("(") ? keyOfColumns(true, false) : keyOfIndex(true);
    }
    if (cursor.accept("foreign")) {
      cursor.expect("key");
      return reference(names.columnIds());
    }
    cursor.expect("exclude");
    return exclusion();
  }

  private Body keyOfColumns(boolean primary, boolean nullsNotDistinct) {
    List<String> columns = names.columnIds();
    return key(primary, nullsNotDistinct, columns, null, include());
  }

  private Body keyOfIndex(boolean primary) {
    cursor.expect("using", "index");
    return key(primary, false, List.of(), names.columnId(), List.of());
  }

  private List<String> include() {
    return cursor.accept("include") ? names.columnIds() : List.of();
  }

  private Body exclusion() {
    @Nullable String method = cursor.accept("using") ? names.columnId() : null;
    List<Constraint.ExclusionElement> elements = names.parenthesized(this::exclusionElement);
    IndexParameters parameters = indexParameters(include());
    @Nullable Expression where = null;
    if (cursor.accept("where")) {
      cursor.expect("(");
      where = grammar.expressions.parse();
      cursor.expect(")");
    }
    return new Constraint.Exclusion(method, elements, parameters, where);
  }

  private Constraint.ExclusionElement exclusionElement() {
    var element = grammar.clauses.indexElement();
    cursor.expect("with");
    OperatorName operator =
        cursor.at("operator", "(") ? grammar.expressions.operator() : anyOperator();
    return new Constraint.ExclusionElement(element, operator);
  }

  /// Reads `schema.symbol` without `OPERATOR()` around it (`any_operator`).
  OperatorName anyOperator() {
    List<String> schema = new ArrayList<>();
    while (names.atColumnId()) {
      schema.add(names.columnId());
      cursor.expect(".");
    }
    String symbol = grammar.expressions.symbol();
    return new OperatorName(List.copyOf(schema), symbol, !schema.isEmpty());
  }

  /// Reads what defers or weakens a constraint, on top of what is known.
  Attributes attributes(Attributes known, boolean ofTable) {
    @Nullable Boolean deferrable = known.deferrable();
    @Nullable Boolean deferred = known.initiallyDeferred();
    boolean notValid = known.notValid();
    boolean noInherit = known.noInherit();
    while (true) {
      Position at = cursor.position();
      if (cursor.at("deferrable") || cursor.at("not", "deferrable")) {
        boolean value = !cursor.accept("not");
        cursor.advance();
        deferrable = merged(deferrable, value, at);
      } else if (cursor.accept("initially")) {
        boolean value = !cursor.accept("immediate");
        if (value) {
          cursor.expect("deferred");
        }
        deferred = merged(deferred, value, at);
      } else if (ofTable && cursor.accept("not", "valid")) {
        notValid = true;
      } else if (ofTable && cursor.accept("no", "inherit")) {
        noInherit = true;
      } else {
        break;
      }
      if (Boolean.TRUE.equals(deferred) && Boolean.FALSE.equals(deferrable)) {
        throw cursor.invalid("constraint declared INITIALLY DEFERRED must be DEFERRABLE", at);
      }
    }
    return new Attributes(deferrable, deferred, notValid, noInherit);
  }

  private Boolean merged(@Nullable Boolean known, boolean value, Position at) {
    if (known != null && known != value) {
      throw cursor.invalid("conflicting constraint properties", at);
    }
    return value;
  }

  private void requireAllowed(Body body, Attributes attributes, Position at) {
    boolean check = body instanceof Constraint.Check;
    boolean foreignKey = body instanceof Constraint.ForeignKey;
    boolean defers = attributes.deferrable() != null || attributes.initiallyDeferred() != null;
    if (defers && check && !isPlain(attributes)) {
      throw cannotBeMarked("CHECK", "DEFERRABLE", at);
    }
    if (attributes.notValid() && !check && !foreignKey) {
      throw cannotBeMarked(kind(body), "NOT VALID", at);
    }
    if (attributes.noInherit() && !check) {
      throw cannotBeMarked(kind(body), "NO INHERIT", at);
    }
  }

  private static boolean isPlain(Attributes attributes) {
    return !Boolean.TRUE.equals(attributes.deferrable())
        && !Boolean.TRUE.equals(attributes.initiallyDeferred());
  }

  private static String kind(Body body) {
    return switch (body) {
      case Constraint.Key key -> key.primary() ? "PRIMARY KEY" : "UNIQUE";
      case Constraint.ForeignKey _ -> "FOREIGN KEY";
      case Constraint.Exclusion _ -> "EXCLUDE";
      default -> "CHECK";
    };
  }

  private SyntaxError cannotBeMarked(String kind, String mark, Position at) {
    return cursor.error(
        SyntaxError.UNSUPPORTED, kind + " constraints cannot be marked " + mark, at);
  }
}
