package io.halcyon.sql.bind;

import io.halcyon.sql.function.Function;
import io.halcyon.sql.function.Functions;
import io.halcyon.sql.function.Operator;
import io.halcyon.sql.function.Operators;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What names mean: the port through which the binder sees tables, types, functions and operators.
///
/// A name is one to three parts; an unqualified one is looked up along the session's search path.
/// An implementation answers from one version of the catalog for the whole of a statement.
public interface Catalog {
  /// Returns a table or view, or null if there is none of that name.
  @Nullable RelationDescriptor relation(List<String> name);

  /// Returns a type, or null.
  @Nullable SqlType type(List<String> name);

  /// Returns all functions that a name may mean.
  List<Function> functions(List<String> name);

  /// Returns all operators that a symbol may mean.
  List<Operator> operators(List<String> schema, String symbol, boolean prefix);

  /// Returns whether there is a schema.
  boolean hasSchema(String name);

  /// The catalog of what is built in, without any table.
  Catalog BUILT_IN =
      new Catalog() {
        @Override
        public @Nullable RelationDescriptor relation(List<String> name) {
          return null;
        }

        @Override
        public @Nullable SqlType type(List<String> name) {
          return isBuiltIn(name) ? Types.find(name.getLast()) : null;
        }

        @Override
        public List<Function> functions(List<String> name) {
          return isBuiltIn(name) ? Functions.named(name.getLast()) : List.of();
        }

        @Override
        public List<Operator> operators(List<String> schema, String symbol, boolean prefix) {
          boolean builtIn = schema.isEmpty() || schema.equals(List.of("pg_catalog"));
          return builtIn ? Operators.named(symbol, prefix) : List.of();
        }

        @Override
        public boolean hasSchema(String name) {
          return name.equals("pg_catalog") || name.equals("public");
        }

        private static boolean isBuiltIn(List<String> name) {
          return name.size() == 1 || (name.size() == 2 && name.getFirst().equals("pg_catalog"));
        }
      };
}
