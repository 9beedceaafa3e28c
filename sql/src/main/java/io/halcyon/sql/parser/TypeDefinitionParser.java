package io.halcyon.sql.parser;

import io.halcyon.sql.ast.AlterAction;
import io.halcyon.sql.ast.ObjectKind;
import io.halcyon.sql.ast.ObjectRef;
import io.halcyon.sql.ast.ObjectStatement;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.QualifiedName;
import io.halcyon.sql.ast.Statement;
import io.halcyon.sql.ast.TableRef;
import io.halcyon.sql.ast.TableStatement;
import io.halcyon.sql.ast.TypeName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Types and domains.
final class TypeDefinitionParser {
  private final Grammar grammar;
  private final Cursor cursor;
  private final Names names;
  private final OptionParser options;

  TypeDefinitionParser(Grammar grammar) {
    this.grammar = grammar;
    this.cursor = grammar.cursor;
    this.names = grammar.names;
    this.options = new OptionParser(grammar);
  }

  Statement createType(Position at) {
    cursor.expect("type");
    QualifiedName name = names.anyName();
    return new ObjectStatement.CreateType(at, name, body());
  }

  private ObjectStatement.TypeBody body() {
    if (cursor.at("(")) {
      return new ObjectStatement.BaseType(options.definition());
    }
    if (!cursor.accept("as")) {
      return new ObjectStatement.ShellType();
    }
    if (cursor.accept("enum")) {
      cursor.expect("(");
      List<String> labels = cursor.at(")") ? List.of() : names.list(names::string);
      cursor.expect(")");
      return new ObjectStatement.EnumType(labels);
    }
    if (cursor.accept("range")) {
      return new ObjectStatement.RangeType(options.definition());
    }
    cursor.expect("(");
    var attributes =
        cursor.at(")") ? List.<TableRef.ColumnType>of() : names.list(grammar.tables::columnType);
    cursor.expect(")");
    return new ObjectStatement.CompositeType(attributes);
  }

  Statement createDomain(Position at) {
    cursor.expect("domain");
    QualifiedName name = names.anyName();
    cursor.accept("as");
    TypeName type = grammar.types.type();
    return new ObjectStatement.CreateDomain(
        at, name, type, new ConstraintParser(grammar).ofColumn());
  }

  Statement alter(Position at, ObjectKind kind) {
    Position nameAt = cursor.position();
    QualifiedName name = names.anyName();
    TypeName type = new TypeName(nameAt, false, name, false, List.of(), null, List.of());
    ObjectRef object = new ObjectRef.OfType(nameAt, kind, type);
    if (cursor.accept("rename")) {
      return rename(at, object, name);
    }
    if (cursor.accept("owner", "to")) {
      return new ObjectStatement.SetOwner(at, object, names.role());
    }
    if (cursor.accept("set", "schema")) {
      return new ObjectStatement.SetSchema(at, object, false, false, names.columnId());
    }
    if (kind == ObjectKind.TYPE && cursor.accept("add", "value")) {
      return addValue(at, name);
    }
    List<AlterAction> actions = kind == ObjectKind.TYPE ? typeActions() : List.of(domainAction());
    return new TableStatement.AlterTable(at, kind, false, name, false, actions);
  }

  private Statement rename(Position at, ObjectRef object, QualifiedName name) {
    boolean type = object.kind() == ObjectKind.TYPE;
    if (type && cursor.accept("value")) {
      String value = names.string();
      cursor.expect("to");
      return new ObjectStatement.RenameEnumValue(at, name, value, names.string());
    }
    ObjectStatement.@Nullable Part part = null;
    if (type && cursor.accept("attribute")) {
      part = new ObjectStatement.Part(ObjectKind.ATTRIBUTE, names.columnId());
    } else if (!type && cursor.accept("constraint")) {
      part = new ObjectStatement.Part(ObjectKind.CONSTRAINT, names.columnId());
    }
    cursor.expect("to");
    String newName = names.columnId();
    boolean attribute = type && part != null;
    return new ObjectStatement.Rename(
        at, object, false, false, part, newName, attribute && names.cascade());
  }

  private Statement addValue(Position at, QualifiedName name) {
    boolean ifNotExists = names.ifNotExists();
    String value = names.string();
    boolean before = cursor.accept("before");
    @Nullable String neighbor = before || cursor.accept("after") ? names.string() : null;
    return new ObjectStatement.AddEnumValue(at, name, ifNotExists, value, neighbor, before);
  }

  private List<AlterAction> typeActions() {
    Position at = cursor.position();
    if (cursor.at("set", "(")) {
      cursor.advance();
      return List.of(new AlterAction.Options(at, false, options.definition()));
    }
    return names.list(this::attributeAction);
  }

  private AlterAction attributeAction() {
    Position at = cursor.position();
    if (cursor.accept("add")) {
      cursor.expect("attribute");
      var attribute = grammar.tables.columnType();
      return new AlterAction.AddAttribute(at, attribute, names.cascade());
    }
    if (cursor.accept("drop")) {
      cursor.expect("attribute");
      boolean ifExists = names.ifExists();
      String name = names.columnId();
      return new AlterAction.DropColumn(at, ifExists, name, names.cascade());
    }
    cursor.expect("alter", "attribute");
    String name = names.columnId();
    if (cursor.accept("set")) {
      cursor.expect("data");
    }
    cursor.expect("type");
    TypeName type = grammar.types.type();
    @Nullable QualifiedName collation = grammar.clauses.optionalCollation();
    return new AlterAction.SetType(at, name, type, collation, null, names.cascade());
  }

  private AlterAction domainAction() {
    Position at = cursor.position();
    if (cursor.accept("add")) {
      return new AlterAction.AddConstraint(at, new ConstraintParser(grammar).ofTable());
    }
    if (cursor.accept("validate")) {
      cursor.expect("constraint");
      return constraint(at, "VALIDATE CONSTRAINT");
    }
    if (cursor.accept("set")) {
      if (cursor.accept("default")) {
        return new AlterAction.SetDefault(at, null, grammar.expressions.parse());
      }
      cursor.expect("not", "null");
      return new AlterAction.Simple(at, "SET NOT NULL", null, "");
    }
    cursor.expect("drop");
    if (cursor.accept("default")) {
      return new AlterAction.Simple(at, "DROP DEFAULT", null, "");
    }
    if (cursor.accept("not")) {
      cursor.expect("null");
      return new AlterAction.Simple(at, "DROP NOT NULL", null, "");
    }
    cursor.expect("constraint");
    boolean ifExists = names.ifExists();
    String name = names.columnId();
    return new AlterAction.DropConstraint(at, ifExists, name, names.cascade());
  }

  private AlterAction constraint(Position at, String action) {
    QualifiedName name = new QualifiedName(cursor.position(), List.of(names.columnId()));
    return new AlterAction.Simple(at, action, name, "");
  }
}
