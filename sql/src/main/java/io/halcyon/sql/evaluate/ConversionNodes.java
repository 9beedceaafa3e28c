package io.halcyon.sql.evaluate;

import io.halcyon.sql.text.TextFormats;
import io.halcyon.sql.type.Carrier;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.Row;
import io.halcyon.sql.value.SqlArray;
import io.halcyon.sql.value.Vector;
import io.halcyon.sql.value.VectorBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Conversions that no function does.
final class ConversionNodes {
  private ConversionNodes() {}

  /// The same values as another type: between `integer` and `oid` their array changes.
  static Node relabel(Node operand, SqlType from, SqlType to) {
    if (from.isArray() && to.isArray()) {
      SqlType element = io.halcyon.sql.type.Types.elementOf(to);
      return mapped(
          operand,
          Carrier.OBJECT,
          (value, _) -> {
            SqlArray array = (SqlArray) value;
            return new SqlArray(element, array.lengths(), array.lowerBounds(), array.elements());
          });
    }
    if (from.carrier() == to.carrier()) {
      return operand;
    }
    return mapped(
        operand,
        to.carrier(),
        (value, _) ->
            switch (value) {
              case Integer number -> number & 0xffff_ffffL;
              case Long number -> number.intValue();
              default -> value;
            });
  }

  static Node throughText(Node operand, SqlType from, SqlType to) {
    return mapped(
        operand,
        to.carrier(),
        (value, context) -> {
          String text = TextFormats.write(from, value, context.session());
          return TextFormats.read(to, -1, text, context.session());
        });
  }

  /// What is made of one value.
  private interface Change {
    Object apply(Object value, EvaluationContext context);
  }

  private static Node mapped(Node operand, Carrier carrier, Change change) {
    return (batch, context) -> {
      Vector values = operand.evaluate(batch, context);
      VectorBuilder result = new VectorBuilder(carrier, batch.size());
      for (int row = 0; row < batch.size(); row++) {
        @Nullable Object value = values.get(row);
        result.add(value == null ? null : change.apply(value, context));
      }
      return result.build();
    };
  }

  static Node row(List<Node> fields, List<String> names, List<SqlType> types) {
    return (batch, context) -> {
      List<Vector> values = fields.stream().map(field -> field.evaluate(batch, context)).toList();
      VectorBuilder result = new VectorBuilder(Carrier.OBJECT, batch.size());
      for (int row = 0; row < batch.size(); row++) {
        @Nullable Object[] here = new @Nullable Object[values.size()];
        for (int i = 0; i < here.length; i++) {
          here[i] = values.get(i).get(row);
        }
        result.add(new Row(names, types, here));
      }
      return result.build();
    };
  }

  static Node elements(Node operand, SqlType from, SqlType to, Node element) {
    return mapped(
        operand,
        Carrier.OBJECT,
        (value, context) -> {
          SqlArray array = (SqlArray) value;
          VectorBuilder builder = new VectorBuilder(from.carrier(), array.size());
          for (@Nullable Object each : array.elements()) {
            builder.add(each);
          }
          Vector converted =
              element.evaluate(new Batch(array.size(), List.of(builder.build())), context);
          @Nullable Object[] elements = new @Nullable Object[array.size()];
          for (int i = 0; i < elements.length; i++) {
            elements[i] = converted.get(i);
          }
          return new SqlArray(to, array.lengths(), array.lowerBounds(), elements);
        });
  }
}
