package io.halcyon.client;

import io.halcyon.core.hlc.HlcTimestamp;
import java.util.List;

/// @param succeeded whether all conditions held, so that the `then` branch was run
/// @param results one for each action of the branch that was run, in order
public record ConditionalResult(
    boolean succeeded, List<ActionResult> results, HlcTimestamp timestamp) {
  public ConditionalResult {
    results = List.copyOf(results);
  }
}
