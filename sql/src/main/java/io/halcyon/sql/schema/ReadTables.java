package io.halcyon.sql.schema;

import io.halcyon.sql.ast.AlterAction;
import io.halcyon.sql.ast.Constraint;
import io.halcyon.sql.ast.DataStatement;
import io.halcyon.sql.ast.ObjectKind;
import io.halcyon.sql.ast.Statement;
import io.halcyon.sql.ast.TableStatement;
import io.halcyon.sql.catalog.CatalogView;
import io.halcyon.sql.catalog.TableDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Which tables' rows a change of the schema goes by, so that nobody should write to them
/// meanwhile.
public final class ReadTables {
  private ReadTables() {}

  /// Returns their names.
  public static List<List<String>> of(Statement statement) {
    return switch (statement) {
      case TableStatement.CreateIndex create -> List.of(create.table().name().parts());
      case TableStatement.AlterTable alter when alter.kind() == ObjectKind.TABLE -> of(alter);
      case DataStatement.Truncate truncate ->
          truncate.tables().stream().map(relation -> relation.name().parts()).toList();
      default -> List.of();
    };
  }

  private static List<List<String>> of(TableStatement.AlterTable alter) {
    List<List<String>> names = new ArrayList<>();
    names.add(alter.name().parts());
    for (AlterAction action : alter.actions()) {
      if (action instanceof AlterAction.AddConstraint(_, Constraint constraint)
          && constraint.body() instanceof Constraint.ForeignKey key) {
        names.add(key.table().parts());
      }
    }
    return names;
  }

  /// Returns the ids of those that are there, each once, in order.
  public static List<Integer> ids(List<List<String>> names, CatalogView view) {
    Set<Integer> ids = new TreeSet<>();
    for (List<String> name : names) {
      if (view.find(name) instanceof TableDescriptor table) {
        ids.add(table.id());
      }
    }
    return List.copyOf(ids);
  }
}
