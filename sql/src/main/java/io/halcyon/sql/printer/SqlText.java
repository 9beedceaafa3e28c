package io.halcyon.sql.printer;

import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.OperatorName;
import io.halcyon.sql.ast.QualifiedName;
import io.halcyon.sql.ast.RoleSpec;
import io.halcyon.sql.lexer.Keywords;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The text that is being printed, and the literals that have been lifted out of it.
final class SqlText {
  private final StringBuilder text = new StringBuilder(128);
  private final List<Expression> lifted = new ArrayList<>();
  private boolean lifting;
  private int parameterMax;

  SqlText() {
    this(false, 0);
  }

  /// @param lifting whether parameters are printed for literals, from the one after `parameterMax`
  SqlText(boolean lifting, int parameterMax) {
    this.lifting = lifting;
    this.parameterMax = parameterMax;
  }

  @Override
  public String toString() {
    return text.toString();
  }

  List<Expression> lifted() {
    return List.copyOf(lifted);
  }

  int parameterMax() {
    return parameterMax;
  }

  /// Appends as it is.
  SqlText raw(String part) {
    text.append(part);
    return this;
  }

  /// Appends `part` if it is so.
  SqlText when(boolean condition, String part) {
    if (condition) {
      text.append(part);
    }
    return this;
  }

  /// Prints what `body` prints with literals as they are.
  void unlifted(Runnable body) {
    boolean before = lifting;
    lifting = false;
    body.run();
    lifting = before;
  }

  /// Returns whether literals are being lifted here.
  boolean lifts() {
    return lifting;
  }

  /// Prints a parameter in the place of a literal, if literals are lifted; returns whether it has.
  boolean lift(Expression literal) {
    if (!lifting) {
      return false;
    }
    lifted.add(literal);
    text.append('$').append(++parameterMax);
    return true;
  }

  void parameter(int number) {
    text.append('$').append(number);
    if (!lifting) {
      parameterMax = Math.max(parameterMax, number);
    }
  }

  <T> SqlText list(List<T> items, String separator, Consumer<? super T> item) {
    for (int i = 0; i < items.size(); i++) {
      if (i > 0) {
        text.append(separator);
      }
      item.accept(items.get(i));
    }
    return this;
  }

  <T> SqlText list(List<T> items, Consumer<? super T> item) {
    return list(items, ", ", item);
  }

  /// Prints `opening`, the items and `)`; nothing if there are none.
  <T> SqlText listIn(String opening, List<T> items, Consumer<? super T> item) {
    if (!items.isEmpty()) {
      text.append(opening);
      list(items, item);
      text.append(')');
    }
    return this;
  }

  SqlText names(String opening, List<String> names) {
    return listIn(opening, names, this::name);
  }

  /// Prints a name, in quotes if without them it were another or a keyword.
  SqlText name(String name) {
    if (isPlain(name)) {
      text.append(name);
    } else {
      quotedName(name);
    }
    return this;
  }

  private void quotedName(String name) {
    text.append('"').append(name.replace("\"", "\"\"")).append('"');
  }

  private static boolean isPlain(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || c == '_';
      boolean later = (c >= '0' && c <= '9') || c == '$';
      if (!letter && !(later && i > 0)) {
        return false;
      }
    }
    return !name.isEmpty() && Keywords.of(name) == null;
  }

  /// Prints `before` and a name, if there is one.
  SqlText name(String before, @Nullable String name) {
    if (name != null) {
      text.append(before);
      name(name);
    }
    return this;
  }

  SqlText name(QualifiedName name) {
    return list(name.parts(), ".", this::name);
  }

  SqlText name(String before, @Nullable QualifiedName name) {
    if (name != null) {
      text.append(before);
      name(name);
    }
    return this;
  }

  SqlText string(String value) {
    text.append('\'').append(value.replace("'", "''")).append('\'');
    return this;
  }

  SqlText operator(OperatorName operator) {
    if (!operator.explicit()) {
      return raw(operator.symbol());
    }
    raw("OPERATOR(");
    operator.schema().forEach(part -> name(part).raw("."));
    return raw(operator.symbol()).raw(")");
  }

  SqlText role(RoleSpec role) {
    return role.kind() == RoleSpec.Kind.NAMED ? name(role.name()) : raw(role.kind().name());
  }

  SqlText roles(List<RoleSpec> roles) {
    return list(roles, this::role);
  }
}
