package io.halcyon.client;

import java.util.List;

/// One step of a {@link Program}: an {@link Action}, or a decision.
public sealed interface ProgramStep permits Action, ProgramStep.Branch, ProgramStep.Require {

  /// Runs one of two branches.
  ///
  /// @param conditions all must hold for `thenSteps`; at least one
  record Branch(
      List<ProgramCondition> conditions,
      List<ProgramStep> thenSteps,
      List<ProgramStep> otherwiseSteps)
      implements ProgramStep {
    public Branch {
      conditions = List.copyOf(conditions);
      thenSteps = List.copyOf(thenSteps);
      otherwiseSteps = List.copyOf(otherwiseSteps);
    }

    public Branch then(ProgramStep... steps) {
      return new Branch(conditions, List.of(steps), otherwiseSteps);
    }

    public Branch otherwise(ProgramStep... steps) {
      return new Branch(conditions, thenSteps, List.of(steps));
    }
  }

  /// Ends the program without effect unless all conditions hold.
  ///
  /// @param conditions at least one
  /// @param refusal given back with the refusal; at most 1,024 bytes
  record Require(List<ProgramCondition> conditions, String refusal) implements ProgramStep {
    public Require {
      conditions = List.copyOf(conditions);
    }
  }

  static Branch when(ProgramCondition... conditions) {
    return new Branch(List.of(conditions), List.of(), List.of());
  }

  static Require require(String refusal, ProgramCondition... conditions) {
    return new Require(List.of(conditions), refusal);
  }
}
