package io.halcyon.sql.schema;

import io.halcyon.sql.ast.Option;
import io.halcyon.sql.ast.TableStatement;
import io.halcyon.sql.bind.TypeBinder;
import io.halcyon.sql.catalog.CatalogView;
import io.halcyon.sql.catalog.Relation;
import io.halcyon.sql.catalog.SchemaDescriptor;
import io.halcyon.sql.catalog.SequenceDescriptor;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `CREATE SEQUENCE` and `ALTER SEQUENCE`.
final class SequenceMaker {
  private final Schema schema;

  SequenceMaker(Schema schema) {
    this.schema = schema;
  }

  String create(TableStatement.CreateSequence create) {
    SchemaDescriptor place =
        schema.place(create.name(), create.persistence(), create.ifNotExists());
    if (place != null) {
      SqlType type = Types.INT8;
      for (Option option : create.options()) {
        if (option.name().equals("as") && option.value() instanceof Option.TypeValue(var name)) {
          type = new TypeBinder(schema.view()).bind(name).type();
        }
      }
      schema
          .transaction()
          .edit()
          .put(of(schema.newId(), place.id(), create.name().last(), type, create.options()));
    }
    return "CREATE SEQUENCE";
  }

  String alter(TableStatement.AlterSequence alter) {
    CatalogView view = schema.view();
    Relation found = view.find(alter.name().parts());
    if (found == null && alter.ifExists()) {
      return "ALTER SEQUENCE";
    }
    if (!(found instanceof SequenceDescriptor)) {
      throw found == null
          ? Schema.missing(alter.name())
          : new SqlError(
              SqlState.WRONG_OBJECT_TYPE,
              "\"%s\" is not a sequence".formatted(alter.name().last()));
    }
    throw SqlError.unsupported("ALTER SEQUENCE", alter.at());
  }

  static SequenceDescriptor of(int id, int place, String name, SqlType type, List<Option> options) {
    long increment = 1;
    @Nullable Long min = null;
    @Nullable Long max = null;
    @Nullable Long start = null;
    long cache = 1;
    boolean cycle = false;
    for (Option option : options) {
      switch (option.name()) {
        case "as", "no minvalue", "no maxvalue", "no cycle" -> {
          // The type has been looked at, and the others say what goes without saying.
        }
        case "increment" -> increment = number(option);
        case "minvalue" -> min = number(option);
        case "maxvalue" -> max = number(option);
        case "start" -> start = number(option);
        case "cache" -> cache = number(option);
        case "cycle" -> cycle = true;
        default -> throw SqlError.unsupported("sequence option " + option.name());
      }
    }
    if (increment == 0) {
      throw new SqlError(SqlState.INVALID_PARAMETER_VALUE, "INCREMENT must not be zero");
    }
    boolean up = increment > 0;
    long least = up ? 1 : least(type);
    long most = up ? most(type) : -1;
    long low = min == null ? least : min;
    long high = max == null ? most : max;
    long first = start == null ? (up ? low : high) : start;
    if (low >= high || first < low || first > high || cache < 1) {
      throw new SqlError(
          SqlState.INVALID_PARAMETER_VALUE,
          "START value (%d) must lie between MINVALUE (%d) and MAXVALUE (%d), and CACHE be positive"
              .formatted(first, low, high));
    }
    return new SequenceDescriptor(
        id,
        place,
        name,
        type.oid(),
        first,
        increment,
        low,
        high,
        Math.max(cache, 1),
        cycle,
        0,
        0,
        null);
  }

  /// Returns a sequence of another type: where its bounds are those of the old one, they are now
  /// those of the new one.
  static SequenceDescriptor retyped(SequenceDescriptor sequence, SqlType type) {
    SqlType old = Types.byOid(sequence.type());
    long min = sequence.min() == least(old) ? least(type) : sequence.min();
    long max = sequence.max() == most(old) ? most(type) : sequence.max();
    if (min < least(type) || max > most(type)) {
      boolean high = max > most(type);
      throw new SqlError(
          SqlState.INVALID_PARAMETER_VALUE,
          "%s (%d) is out of range for sequence data type %s"
              .formatted(high ? "MAXVALUE" : "MINVALUE", high ? max : min, type));
    }
    return new SequenceDescriptor(
        sequence.id(),
        sequence.schema(),
        sequence.name(),
        type.oid(),
        sequence.start(),
        sequence.increment(),
        min,
        max,
        sequence.cache(),
        sequence.cycle(),
        sequence.ownerTable(),
        sequence.ownerColumn(),
        sequence.comment());
  }

  private static long most(SqlType type) {
    if (type.equals(Types.INT2)) {
      return Short.MAX_VALUE;
    }
    return type.equals(Types.INT4) ? Integer.MAX_VALUE : Long.MAX_VALUE;
  }

  private static long least(SqlType type) {
    if (type.equals(Types.INT2)) {
      return Short.MIN_VALUE;
    }
    return type.equals(Types.INT4) ? Integer.MIN_VALUE : Long.MIN_VALUE;
  }

  private static long number(Option option) {
    if (option.value() instanceof Option.Numeral(String text)) {
      try {
        return Long.parseLong(text);
      } catch (NumberFormatException e) {
        throw new SqlError(
            SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "value \"%s\" is out of range".formatted(text));
      }
    }
    throw new SqlError(
        SqlState.SYNTAX_ERROR, "sequence option %s requires a number".formatted(option.name()));
  }
}
