package io.halcyon.client;

import java.util.List;

/// An atomic operation on keys of one shard (give them a common hash tag `{...}`): when all
/// conditions hold, one branch is run, else the other.
///
/// ```java
/// client.conditional(
///     Conditional.when(Condition.absent("{job1}.owner"))
///         .then(Write.put("{job1}.owner", "me"), Write.increment("{job1}.term", 1))
///         .otherwise(Action.get("{job1}.owner")));
/// ```
///
/// Immutable.
public record Conditional(
    List<Condition> conditions, List<Action> thenActions, List<Action> otherwiseActions) {
  public Conditional {
    conditions = List.copyOf(conditions);
    thenActions = List.copyOf(thenActions);
    otherwiseActions = List.copyOf(otherwiseActions);
  }

  public static Conditional when(Condition... conditions) {
    return new Conditional(List.of(conditions), List.of(), List.of());
  }

  public Conditional then(Action... actions) {
    return new Conditional(conditions, List.of(actions), otherwiseActions);
  }

  public Conditional otherwise(Action... actions) {
    return new Conditional(conditions, thenActions, List.of(actions));
  }
}
