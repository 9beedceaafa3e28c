package io.halcyon.sql.jsonpath;

import io.halcyon.sql.value.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A part of a path.
sealed interface PathNode {
  /// What gives items.
  sealed interface Items extends PathNode {}

  /// What is true, false or unknown.
  sealed interface Predicate extends PathNode {}

  /// `$`.
  record Root() implements Items {}

  /// `@`.
  record Current() implements Items {}

  /// `last`, within a subscript.
  record Last() implements Items {}

  /// `$name`.
  record Variable(String name) implements Items {}

  /// A scalar.
  record Literal(Json value) implements Items {}

  /// `.key`.
  record Member(Items base, String key) implements Items {}

  /// `.*`.
  record AnyMember(Items base) implements Items {}

  /// `.**{from to to}`; -1 for no bound.
  record Descend(Items base, int from, int to) implements Items {}

  /// `[*]`.
  record AnyElement(Items base) implements Items {}

  /// `[from to to, …]`.
  record Subscript(Items base, List<Range> ranges) implements Items {}

  /// One subscript.
  record Range(Items from, @Nullable Items to) {}

  /// `.method()`.
  record Method(Items base, String name) implements Items {}

  /// `? (predicate)`.
  record Filter(Items base, Predicate condition) implements Items {}

  /// `+operand` or `-operand`.
  record Signed(Items operand, boolean negative) implements Items {}

  /// `left operator right`.
  record Arithmetic(char operator, Items left, Items right) implements Items {}

  /// A condition as the whole path, whose value is its item.
  record Condition(Predicate predicate) implements Items {}

  /// `left operator right`.
  record Comparison(String operator, Items left, Items right) implements Predicate {}

  /// `left && right`.
  record And(Predicate left, Predicate right) implements Predicate {}

  /// `left || right`.
  record Or(Predicate left, Predicate right) implements Predicate {}

  /// `!(operand)`.
  record Not(Predicate operand) implements Predicate {}

  /// `(operand) is unknown`.
  record IsUnknown(Predicate operand) implements Predicate {}

  /// `exists(path)`.
  record Exists(Items path) implements Predicate {}

  /// `whole starts with initial`.
  record StartsWith(Items whole, Items initial) implements Predicate {}

  /// `text like_regex "pattern" flag "flags"`.
  record LikeRegex(Items text, String pattern, String flags) implements Predicate {}
}
