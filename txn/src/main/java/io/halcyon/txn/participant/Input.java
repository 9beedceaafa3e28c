package io.halcyon.txn.participant;

/// What the shell tells a participant.
public sealed interface Input {
  /// A request has arrived.
  ///
  /// @param call names it in `Effect.Reply`; unique in the term
  record Asked(long call, Request request) implements Input {}

  /// A proposal's fate is known: its changes are in the state, or certainly never will be.
  ///
  /// @param proposal see `Effect.Propose`
  record Landed(long proposal, boolean applied) implements Input {}

  /// An entry that carries a greater bound has been applied.
  record BoundMoved() implements Input {}

  /// Time has passed; to be called about every {@link ParticipantConfig#tickMillis}.
  record Tick() implements Input {}
}
