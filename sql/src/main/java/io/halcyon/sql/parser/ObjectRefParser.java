package io.halcyon.sql.parser;

import io.halcyon.sql.ast.FunctionParameter;
import io.halcyon.sql.ast.ObjectKind;
import io.halcyon.sql.ast.ObjectRef;
import io.halcyon.sql.ast.OperatorName;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.QualifiedName;
import io.halcyon.sql.ast.TypeName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Kinds of objects, and references to existing objects.
final class ObjectRefParser {
  private final Grammar grammar;
  private final Cursor cursor;
  private final Names names;
  private final FunctionSignatureParser signatures;

  ObjectRefParser(Grammar grammar) {
    this.grammar = grammar;
    this.cursor = grammar.cursor;
    this.names = grammar.names;
    this.signatures = new FunctionSignatureParser(grammar);
  }

  /// Reads the words of a kind; null, with nothing read, if none stands here.
  @Nullable ObjectKind kind() {
    String word = cursor.text();
    for (ObjectKind kind : ObjectKind.values()) {
      if (kind.firstWord().equals(word) && cursor.at(word) && acceptWords(kind)) {
        return kind;
      }
    }
    if (cursor.accept("procedural", "language")) {
      return ObjectKind.LANGUAGE;
    }
    return null;
  }

  private boolean acceptWords(ObjectKind kind) {
    List<String> words = kind.keywords();
    for (int i = 0; i < words.size(); i++) {
      if (!cursor.ahead(i, words.get(i))) {
        return false;
      }
    }
    for (int i = 0; i < words.size(); i++) {
      cursor.advance();
    }
    return true;
  }

  /// Reads a reference to an object of a kind whose words have been read.
  ObjectRef reference(ObjectKind kind) {
    Position at = cursor.position();
    return switch (kind) {
      case AGGREGATE -> new ObjectRef.Routine(at, kind, names.function(), signatures.aggregate());
      case FUNCTION, PROCEDURE, ROUTINE -> {
        QualifiedName name = signatures.routineName();
        @Nullable List<FunctionParameter> parameters = signatures.optionalReference();
        yield new ObjectRef.Routine(at, kind, name, parameters);
      }
      case TYPE, DOMAIN -> new ObjectRef.OfType(at, kind, grammar.types.type());
      case OPERATOR -> operator(at);
      case OPERATOR_CLASS, OPERATOR_FAMILY -> {
        QualifiedName name = names.anyName();
        cursor.expect("using");
        yield new ObjectRef.OfMethod(at, kind, name, names.columnId());
      }
      case POLICY, RULE, TRIGGER, CONSTRAINT -> onTable(at, kind);
      case CAST -> cast(at);
      case TRANSFORM -> {
        cursor.expect("for");
        TypeName type = grammar.types.type();
        cursor.expect("language");
        yield new ObjectRef.Transform(at, type, names.columnId());
      }
      case LARGE_OBJECT -> new ObjectRef.LargeObject(at, names.number());
      case ROLE,
          ACCESS_METHOD,
          DATABASE,
          EVENT_TRIGGER,
          EXTENSION,
          FOREIGN_DATA_WRAPPER,
          LANGUAGE,
          PUBLICATION,
          SCHEMA,
          SERVER,
          SUBSCRIPTION,
          TABLESPACE ->
          new ObjectRef.Named(at, kind, new QualifiedName(at, List.of(names.columnId())));
      case ATTRIBUTE,
          COLLATION,
          COLUMN,
          CONVERSION,
          FOREIGN_TABLE,
          INDEX,
          MATERIALIZED_VIEW,
          SEQUENCE,
          STATISTICS,
          TABLE,
          TEXT_SEARCH_CONFIGURATION,
          TEXT_SEARCH_DICTIONARY,
          TEXT_SEARCH_PARSER,
          TEXT_SEARCH_TEMPLATE,
          VIEW ->
          new ObjectRef.Named(at, kind, names.anyName());
    };
  }

  private ObjectRef onTable(Position at, ObjectKind kind) {
    String name = names.columnId();
    cursor.expect("on");
    boolean domain = kind == ObjectKind.CONSTRAINT && cursor.accept("domain");
    return new ObjectRef.OnTable(at, kind, name, names.anyName(), domain);
  }

  private ObjectRef cast(Position at) {
    cursor.expect("(");
    TypeName from = grammar.types.type();
    cursor.expect("as");
    TypeName to = grammar.types.type();
    cursor.expect(")");
    return new ObjectRef.Cast(at, from, to);
  }

  /// Reads an operator with the types of its operands.
  ObjectRef operator(Position at) {
    OperatorName name = new ConstraintParser(grammar).anyOperator();
    cursor.expect("(");
    if (cursor.accept("none")) {
      cursor.expect(",");
      TypeName right = grammar.types.type();
      cursor.expect(")");
      return new ObjectRef.Operator(at, name, null, right);
    }
    TypeName left = grammar.types.type();
    if (cursor.at(")")) {
      throw cursor.failure("missing argument");
    }
    cursor.expect(",");
    @Nullable TypeName right = cursor.accept("none") ? null : grammar.types.type();
    cursor.expect(")");
    return new ObjectRef.Operator(at, name, left, right);
  }
}
