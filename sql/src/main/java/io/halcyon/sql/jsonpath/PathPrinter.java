package io.halcyon.sql.jsonpath;

import io.halcyon.sql.text.JsonText;
import io.halcyon.sql.value.Json;

/// Writes paths.
final class PathPrinter {
  private final StringBuilder text = new StringBuilder();

  private PathPrinter() {}

  static String print(PathNode node) {
    PathPrinter printer = new PathPrinter();
    printer.node(node, true);
    return printer.text.toString();
  }

  private static int priority(PathNode node) {
    return switch (node) {
      case PathNode.Or _ -> 0;
      case PathNode.And _ -> 1;
      case PathNode.Comparison _, PathNode.StartsWith _ -> 2;
      case PathNode.Arithmetic(char operator, _, _) -> operator == '+' || operator == '-' ? 3 : 4;
      case PathNode.Signed _ -> 5;
      default -> 6;
    };
  }

  private void operand(PathNode operand, PathNode within) {
    node(operand, priority(operand) <= priority(within));
  }

  private void node(PathNode node, boolean brackets) {
    switch (node) {
      case PathNode.Items items -> items(items, brackets);
      case PathNode.Predicate predicate -> predicate(predicate, brackets);
    }
  }

  private void items(PathNode.Items items, boolean brackets) {
    switch (items) {
      case PathNode.Root _ -> text.append('$');
      case PathNode.Current _ -> text.append('@');
      case PathNode.Last _ -> text.append("last");
      case PathNode.Variable(String name) -> quoted("$", name);
      case PathNode.Literal(Json value) -> text.append(JsonText.write(value));
      case PathNode.Member(var base, String key) -> {
        base(base);
        quoted(".", key);
      }
      case PathNode.AnyMember(var base) -> {
        base(base);
        text.append(".*");
      }
      case PathNode.AnyElement(var base) -> {
        base(base);
        text.append("[*]");
      }
      case PathNode.Descend descend -> descend(descend);
      case PathNode.Subscript subscript -> subscript(subscript);
      case PathNode.Method(var base, String name) -> {
        base(base);
        text.append('.').append(name).append("()");
      }
      case PathNode.Filter(var base, var condition) -> {
        base(base);
        text.append("?(");
        node(condition, false);
        text.append(')');
      }
      case PathNode.Signed(var operand, boolean negative) -> {
        text.append(brackets ? "(" : "").append(negative ? '-' : '+');
        operand(operand, items);
        text.append(brackets ? ")" : "");
      }
      case PathNode.Arithmetic(char operator, var left, var right) ->
          binary(items, left, String.valueOf(operator), right, brackets);
      case PathNode.Condition(var predicate) -> node(predicate, brackets);
    }
  }

  /// An operation with something behind it is in parentheses.
  private void base(PathNode.Items base) {
    node(base, true);
  }

  private void quoted(String prefix, String name) {
    text.append(prefix);
    JsonText.quote(text, name);
  }

  private void binary(
      PathNode node, PathNode left, String operator, PathNode right, boolean brackets) {
    text.append(brackets ? "(" : "");
    operand(left, node);
    text.append(' ').append(operator).append(' ');
    operand(right, node);
    text.append(brackets ? ")" : "");
  }

  private void descend(PathNode.Descend descend) {
    base(descend.base());
    text.append(".**");
    if (descend.from() == 0 && descend.to() < 0) {
      return;
    }
    String from = descend.from() < 0 ? "last" : String.valueOf(descend.from());
    String to = descend.to() < 0 ? "last" : String.valueOf(descend.to());
    text.append('{').append(from);
    text.append(from.equals(to) ? "" : " to " + to).append('}');
  }

  private void subscript(PathNode.Subscript subscript) {
    base(subscript.base());
    text.append('[');
    String separator = "";
    for (PathNode.Range range : subscript.ranges()) {
      text.append(separator);
      node(range.from(), false);
      if (range.to() != null) {
        text.append(" to ");
        node(range.to(), false);
      }
      separator = ",";
    }
    text.append(']');
  }

  private void predicate(PathNode.Predicate predicate, boolean brackets) {
    switch (predicate) {
      case PathNode.Comparison(String operator, var left, var right) ->
          binary(predicate, left, operator, right, brackets);
      case PathNode.And(var left, var right) -> binary(predicate, left, "&&", right, brackets);
      case PathNode.Or(var left, var right) -> binary(predicate, left, "||", right, brackets);
      case PathNode.StartsWith(var whole, var initial) ->
          binary(predicate, whole, "starts with", initial, brackets);
      case PathNode.Not(var operand) -> {
        text.append("!(");
        node(operand, false);
        text.append(')');
      }
      case PathNode.IsUnknown(var operand) -> {
        text.append('(');
        node(operand, false);
        text.append(") is unknown");
      }
      case PathNode.Exists(var path) -> {
        text.append("exists (");
        node(path, false);
        text.append(')');
      }
      case PathNode.LikeRegex(var operand, String pattern, String flags) -> {
        text.append(brackets ? "(" : "");
        operand(operand, predicate);
        text.append(" like_regex ");
        JsonText.quote(text, pattern);
        text.append(flags.isEmpty() ? "" : " flag \"" + flags + "\"");
        text.append(brackets ? ")" : "");
      }
    }
  }
}
