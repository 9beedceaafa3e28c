package io.halcyon.txn.participant;

import java.util.ArrayList;
import java.util.List;

/// One step of a participant: its time, and what it has come to so far.
final class Turn {
  static final Wait SETTLED = new Wait.Settled();

  private final Now now;
  private final List<Effect> effects = new ArrayList<>();

  Turn(Now now) {
    this.now = now;
  }

  long hlc() {
    return now.hlc();
  }

  long millis() {
    return now.monotonicMillis();
  }

  void add(Effect effect) {
    effects.add(effect);
  }

  /// Answers a call; `shown` is what the floor must have passed.
  Wait reply(Call call, Response response, long shown) {
    effects.add(new Effect.Reply(call.id, response, shown));
    return Turn.SETTLED;
  }

  Wait drop(Call call) {
    effects.add(new Effect.Drop(call.id));
    return Turn.SETTLED;
  }

  List<Effect> effects() {
    return List.copyOf(effects);
  }
}
