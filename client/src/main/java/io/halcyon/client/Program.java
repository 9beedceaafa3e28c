package io.halcyon.client;

import java.util.List;

/// A whole transaction in one message: steps evaluated at the router, over any keys, serializable.
/// The router restarts it by itself when it loses to another.
///
/// ```java
/// client.execute(
///     Program.of(
///         ProgramStep.require("not enough", ProgramCondition.numberAtLeast("alice", 10)),
///         Write.increment("alice", -10),
///         Write.increment("bob", 10)));
/// ```
///
/// Each step sees the effects of those before it. Immutable.
///
/// @param steps 1 to 1,000, those of branches included; branches at most 8 deep
/// @param label shown to operators; at most 128 characters
public record Program(List<ProgramStep> steps, String label) {
  public Program {
    steps = List.copyOf(steps);
    TransactionOptions.requireLabel(label);
  }

  public static Program of(ProgramStep... steps) {
    return new Program(List.of(steps), "");
  }

  public static Program of(List<? extends ProgramStep> steps) {
    return new Program(List.copyOf(steps), "");
  }

  public Program label(String shown) {
    return new Program(steps, shown);
  }

  /// Returns whether a step may write, so that it must not take effect twice.
  boolean writes() {
    return writes(steps);
  }

  private static boolean writes(List<ProgramStep> steps) {
    return steps.stream()
        .anyMatch(step ->
            switch (step) {
              case Write _ -> true;
              case Action.Get _, ProgramStep.Require _ -> false;
              case ProgramStep.Branch branch ->
                  writes(branch.thenSteps()) || writes(branch.otherwiseSteps());
            });
  }
}
