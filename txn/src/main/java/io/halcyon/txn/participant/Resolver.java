package io.halcyon.txn.participant;

import io.halcyon.txn.record.Change;
import io.halcyon.txn.record.Intent;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.TxnId;
import io.halcyon.txn.record.TxnOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Makes versions of intents, or removes them; repeated it changes nothing.
final class Resolver {
  private final Scene scene;
  private final Unlocked unlocked;

  Resolver(Scene scene, Unlocked unlocked) {
    this.scene = scene;
    this.unlocked = unlocked;
  }

  Wait resolve(Turn turn, Call call, Request.Resolve resolve) {
    for (Key key : resolve.keys()) {
      if (scene.flights().busy(key)) {
        return new Wait.ForKey(key);
      }
    }
    List<Change> changes = new ArrayList<>();
    for (Key key : resolve.keys()) {
      changes(changes, resolve, key);
    }
    if (changes.isEmpty()) {
      Set<Key> released = over(resolve);
      turn.reply(call, new Response.Done(), 0);
      unlocked.unlocked(turn, released);
      return Turn.SETTLED;
    }
    long at = resolve.outcome() instanceof TxnOutcome.Committed committed ? committed.at() : 0;
    scene
        .flights()
        .propose(
            turn,
            changes,
            resolve.keys(),
            at,
            null,
            (then, applied) -> {
              if (!applied) {
                then.drop(call);
                return;
              }
              Set<Key> released = over(resolve);
              then.reply(call, new Response.Done(), 0);
              unlocked.unlocked(then, released);
            });
    return Turn.SETTLED;
  }

  /// Ends an intent whose owner's record a read has found in this very shard: nobody else may ever
  /// ask for it.
  void settle(Turn turn, Intent intent, TxnOutcome outcome) {
    Key key = intent.key();
    if (scene.flights().busy(key)) {
      return;
    }
    Request.Resolve resolve = new Request.Resolve(intent.txn(), List.of(key), outcome, false);
    List<Change> changes = new ArrayList<>();
    changes(changes, resolve, key);
    long at = outcome instanceof TxnOutcome.Committed committed ? committed.at() : 0;
    scene.flights().propose(turn, changes, List.of(key), at, null, (_, _) -> {});
  }

  private Set<Key> over(Request.Resolve resolve) {
    return resolve.over() ? scene.locks().release(resolve.txn().id()) : Set.of();
  }

  private void changes(List<Change> changes, Request.Resolve resolve, Key key) {
    TxnId txn = resolve.txn().id();
    Intent intent = scene.state().intent(key);
    boolean found = intent != null && intent.txn().id().equals(txn);
    if (intent != null && found) {
      if (resolve.outcome() instanceof TxnOutcome.Committed committed) {
        changes.add(new Change.PutVersion(key, committed.at(), intent.value()));
        scene.writers().wrote(key, committed.at(), intent.txn());
      }
      changes.add(new Change.RemoveIntent(key));
    }
    boolean worthKnowing = !scene.tooOld(resolve.txn());
    if (worthKnowing && scene.state().resolved(txn, key) == null) {
      // Also where there was none: a prepare that is still under way must not lay one.
      changes.add(new Change.RememberResolved(txn, key, resolve.outcome()));
    }
  }
}
