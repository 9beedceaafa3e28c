package io.halcyon.txn.coordinator;

import java.util.ArrayList;
import java.util.List;

/// One step of a coordinator: its time, and what it has come to so far.
final class Turn {
  private final long millis;
  private final List<Effect> effects = new ArrayList<>();

  Turn(long millis) {
    this.millis = millis;
  }

  long millis() {
    return millis;
  }

  void add(Effect effect) {
    effects.add(effect);
  }

  List<Effect> effects() {
    return List.copyOf(effects);
  }
}
