package io.halcyon.sql.bind;

import io.halcyon.sql.bind.BoundChange.Target;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What the binders of one statement share. Not thread-safe.
final class BindContext {
  final Catalog catalog;
  final SessionContext session;
  final ParameterTypes parameters;
  final Coercion coercion;
  final OperatorBinder operators;
  final TypeBinder types;
  final @Nullable Function<RelationDescriptor, Target> targets;
  // The changes within WITH that were bound so far.
  final List<BoundQuery.Changed> changed = new ArrayList<>();

  /// For what changes no rows.
  ///
  /// @param declared types of the parameters; `unknown` where they are to be found
  /// @param fixed whether there are no parameters but those
  BindContext(Catalog catalog, SessionContext session, List<SqlType> declared, boolean fixed) {
    this(catalog, session, declared, fixed, null);
  }

  /// @param targets what changes of a table must know of it; null where nothing may be changed
  BindContext(
      Catalog catalog,
      SessionContext session,
      List<SqlType> declared,
      boolean fixed,
      @Nullable Function<RelationDescriptor, Target> targets) {
    this.targets = targets;
    this.catalog = catalog;
    this.session = session;
    this.parameters = new ParameterTypes(declared, fixed);
    this.coercion = new Coercion(session, parameters);
    this.operators = new OperatorBinder(catalog, coercion);
    this.types = new TypeBinder(catalog);
  }
}
