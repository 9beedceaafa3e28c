package io.halcyon.sql.bind;

import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.type.SqlType;
import java.util.List;

/// What the binders of one statement share. Not thread-safe.
final class BindContext {
  final Catalog catalog;
  final SessionContext session;
  final ParameterTypes parameters;
  final Coercion coercion;
  final OperatorBinder operators;
  final TypeBinder types;

  /// @param declared types of the parameters; `unknown` where they are to be found
  /// @param fixed whether there are no parameters but those
  BindContext(Catalog catalog, SessionContext session, List<SqlType> declared, boolean fixed) {
    this.catalog = catalog;
    this.session = session;
    this.parameters = new ParameterTypes(declared, fixed);
    this.coercion = new Coercion(session, parameters);
    this.operators = new OperatorBinder(catalog, coercion);
    this.types = new TypeBinder(catalog);
  }
}
