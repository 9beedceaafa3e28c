package io.halcyon.client;

import io.halcyon.core.hlc.HlcTimestamp;
import java.util.List;

/// What a {@link Program} came to.
///
/// @param succeeded false: a `require` did not hold, and nothing took effect
/// @param refusal of the `require` that did not hold; else empty
/// @param results one for each step that was run, in the order run: those of a branch follow it
/// @param timestamp when it took effect, or was refused
public record ProgramResult(
    boolean succeeded, String refusal, List<StepResult> results, HlcTimestamp timestamp) {
  public ProgramResult {
    results = List.copyOf(results);
  }

  /// The result of one step: an {@link ActionResult} of an action, else whether its conditions
  /// held.
  public sealed interface StepResult permits ActionResult, Held {}

  /// @param held whether the conditions of a branch or a `require` held
  public record Held(boolean held) implements StepResult {}

  /// Returns the result of a step that was an action.
  ///
  /// @param index among the steps that were run, from 0
  /// @throws IllegalArgumentException if that step was a decision
  public ActionResult action(int index) {
    if (results.get(index) instanceof ActionResult result) {
      return result;
    }
    throw new IllegalArgumentException("step " + index + " is a decision");
  }
}
