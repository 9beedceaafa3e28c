package io.halcyon.sql.parser;

import io.halcyon.sql.ast.MaintenanceStatement;
import io.halcyon.sql.ast.MaintenanceStatement.Relation;
import io.halcyon.sql.ast.Option;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.QualifiedName;
import io.halcyon.sql.ast.Statement;
import io.halcyon.sql.ast.TableStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// `EXPLAIN`, `VACUUM`, `ANALYZE`, `REINDEX`, `CLUSTER`.
final class MaintenanceParser {
  private final Grammar grammar;
  private final Cursor cursor;
  private final Names names;
  private final OptionParser options;

  MaintenanceParser(Grammar grammar) {
    this.grammar = grammar;
    this.cursor = grammar.cursor;
    this.names = grammar.names;
    this.options = new OptionParser(grammar);
  }

  MaintenanceStatement explain() {
    Position at = cursor.position();
    cursor.expect("explain");
    List<Option> list = new ArrayList<>();
    if (cursor.at("(") && !grammar.statements.atQueryInParentheses()) {
      list.addAll(options.utility());
    } else {
      if (cursor.atAny("analyze", "analyse")) {
        list.add(word("analyze"));
      }
      if (cursor.at("verbose")) {
        list.add(word("verbose"));
      }
    }
    return new MaintenanceStatement.Explain(at, List.copyOf(list), explainable());
  }

  private Option word(String name) {
    Position at = cursor.position();
    cursor.advance();
    return new Option(at, null, name, null);
  }

  private Statement explainable() {
    Position at = cursor.position();
    return switch (cursor.text()) {
      case "declare" -> new PreparedParser(grammar).declare();
      case "execute" -> new PreparedParser(grammar).execute();
      case "refresh" -> new RelationParser(grammar).refresh();
      case "create" -> {
        Statement created = new CreateParser(grammar).create();
        if (!(created instanceof TableStatement.CreateTableAs)) {
          throw cursor.invalid("syntax error at or near \"CREATE\"", at);
        }
        yield created;
      }
      default -> grammar.statements.preparable();
    };
  }

  MaintenanceStatement vacuum() {
    Position at = cursor.position();
    cursor.expect("vacuum");
    List<Option> list = new ArrayList<>();
    if (cursor.at("(")) {
      list.addAll(options.utility());
    } else {
      for (String name : List.of("full", "freeze", "verbose")) {
        if (cursor.at(name)) {
          list.add(word(name));
        }
      }
      if (cursor.atAny("analyze", "analyse")) {
        list.add(word("analyze"));
      }
    }
    return new MaintenanceStatement.Vacuum(at, false, List.copyOf(list), optionalRelations());
  }

  MaintenanceStatement analyze() {
    Position at = cursor.position();
    cursor.advance();
    List<Option> list = List.of();
    if (cursor.at("(")) {
      list = options.utility();
    } else if (cursor.at("verbose")) {
      list = List.of(word("verbose"));
    }
    return new MaintenanceStatement.Vacuum(at, true, list, optionalRelations());
  }

  private List<Relation> optionalRelations() {
    return cursor.atEnd() ? List.of() : names.list(this::relation);
  }

  private Relation relation() {
    return new Relation(names.relation(), names.optionalColumnIds());
  }

  MaintenanceStatement reindex() {
    Position at = cursor.position();
    cursor.expect("reindex");
    List<Option> list = cursor.at("(") ? options.utility() : List.of();
    boolean qualified = cursor.atAny("index", "table");
    if (!qualified && !cursor.atAny("schema", "system", "database")) {
      throw cursor.unexpected();
    }
    String kind = cursor.take().toUpperCase(Locale.ROOT);
    boolean concurrently = cursor.accept("concurrently");
    Position nameAt = cursor.position();
    QualifiedName name =
        qualified ? names.relation() : new QualifiedName(nameAt, List.of(names.columnId()));
    return new MaintenanceStatement.Reindex(at, list, kind, concurrently, name);
  }

  MaintenanceStatement cluster() {
    Position at = cursor.position();
    cursor.expect("cluster");
    List<Option> list = List.of();
    boolean old = !cursor.at("(");
    if (!old) {
      list = options.utility();
    } else if (cursor.at("verbose")) {
      list = List.of(word("verbose"));
      if (cursor.atEnd()) {
        return new MaintenanceStatement.Cluster(at, list, null, null);
      }
    } else if (cursor.atEnd()) {
      return new MaintenanceStatement.Cluster(at, list, null, null);
    }
    QualifiedName table = names.relation();
    @Nullable String index = null;
    if (cursor.accept("using")) {
      index = names.columnId();
    } else if (old && table.parts().size() == 1 && cursor.accept("on")) {
      index = table.last();
      table = names.relation();
    }
    return new MaintenanceStatement.Cluster(at, list, table, index);
  }

  MaintenanceStatement checkpoint() {
    Position at = cursor.position();
    cursor.expect("checkpoint");
    return new MaintenanceStatement.Checkpoint(at);
  }
}
