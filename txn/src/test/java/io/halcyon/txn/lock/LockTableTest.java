package io.halcyon.txn.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.id.RequestId;
import io.halcyon.core.testing.SeededTest;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.TxnId;
import io.halcyon.txn.record.TxnRef;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class LockTableTest {
  private static final Key KEY = Key.of("k");
  private final LockTable locks = new LockTable();

  private static TxnRef txn(int number) {
    return new TxnRef(new TxnId(new RequestId(number, 0, number), 1, 0), Key.of("anchor"));
  }

  private boolean has(int owner, LockMode mode) {
    return locks.acquire(txn(owner), KEY, mode, true, 0).isEmpty();
  }

  @Test
  void anExclusiveLockKeepsOthersWaitingAndSaysForWhom() {
    assertThat(has(1, LockMode.EXCLUSIVE)).isTrue();

    List<Blocker> blockers = locks.acquire(txn(2), KEY, LockMode.SHARED, true, 30);

    assertThat(blockers)
        .singleElement()
        .satisfies(blocker -> {
          assertThat(blocker.txn()).isEqualTo(txn(1));
          assertThat(blocker.forMillis()).isEqualTo(30);
          assertThat(blocker.explain()).contains("holds a write lock", "txn abort");
        });
  }

  @Test
  void sharedLocksGoTogether() {
    assertThat(has(1, LockMode.SHARED)).isTrue();
    assertThat(has(2, LockMode.SHARED)).isTrue();
    assertThat(has(3, LockMode.EXCLUSIVE)).isFalse();
  }

  @Test
  void aStreamOfSharedLocksDoesNotStarveAnExclusiveOne() {
    has(1, LockMode.SHARED);
    has(2, LockMode.EXCLUSIVE);

    assertThat(has(3, LockMode.SHARED)).as("comes after the one that waits").isFalse();

    locks.release(txn(1).id());
    assertThat(has(3, LockMode.SHARED)).isFalse();
    assertThat(has(2, LockMode.EXCLUSIVE)).isTrue();
    locks.release(txn(2).id());
    assertThat(has(3, LockMode.SHARED)).isTrue();
  }

  @Test
  void locksAreGivenToTheOldestRequestFirstWhoeverAskedBefore() {
    has(1, LockMode.EXCLUSIVE);
    has(3, LockMode.EXCLUSIVE);
    has(2, LockMode.EXCLUSIVE);

    locks.release(txn(1).id());

    assertThat(has(3, LockMode.EXCLUSIVE)).isFalse();
    assertThat(has(2, LockMode.EXCLUSIVE)).isTrue();
  }

  @Test
  void whatAVictimLetsGoOfIsNotForOthersWhoTryItsRequestWhileAnOlderOneWaits() {
    TxnRef victim = txn(5);
    TxnRef other = new TxnRef(new TxnId(victim.id().request(), 0, 0), victim.anchor());
    locks.acquire(victim, KEY, LockMode.EXCLUSIVE, true, 0);
    locks.acquire(other, KEY, LockMode.EXCLUSIVE, true, 0);
    has(4, LockMode.EXCLUSIVE);

    locks.release(victim.id());

    assertThat(locks.acquire(other, KEY, LockMode.EXCLUSIVE, true, 0)).isNotEmpty();
    assertThat(has(4, LockMode.EXCLUSIVE)).isTrue();
  }

  @Test
  void anUpgradeGoesBeforeThoseWhoHoldNothing() {
    has(1, LockMode.SHARED);
    has(2, LockMode.SHARED);
    has(3, LockMode.EXCLUSIVE);
    assertThat(has(1, LockMode.EXCLUSIVE)).isFalse();

    locks.release(txn(2).id());

    assertThat(has(1, LockMode.EXCLUSIVE)).isTrue();
    assertThat(has(3, LockMode.EXCLUSIVE)).isFalse();
  }

  @Test
  void whoDoesNotQueueLeavesNoTrace() {
    has(1, LockMode.EXCLUSIVE);
    assertThat(locks.acquire(txn(2), KEY, LockMode.EXCLUSIVE, false, 0)).isNotEmpty();

    locks.release(txn(1).id());

    assertThat(has(3, LockMode.EXCLUSIVE)).isTrue();
    locks.release(txn(3).id());
    assertThat(locks.size()).isZero();
  }

  @Test
  void aPlaceInTheQueueIsLostIfNobodyAsksForItAgain() {
    has(1, LockMode.EXCLUSIVE);
    has(2, LockMode.EXCLUSIVE);
    locks.acquire(txn(3), KEY, LockMode.EXCLUSIVE, true, 100);
    locks.touch(txn(1).id().owner(), 100);

    assertThat(locks.expire(50, 50)).containsExactly(KEY);

    locks.release(txn(1).id());
    assertThat(has(3, LockMode.EXCLUSIVE)).isTrue();
  }

  @Test
  void aLockIsLostIfItsOwnerIsNotHeardOf() {
    has(1, LockMode.EXCLUSIVE);

    assertThat(locks.expire(50, 50)).containsExactly(KEY);

    assertThat(has(2, LockMode.EXCLUSIVE)).isTrue();
  }

  @Test
  void aLateReleaseDoesNotTakeTheLocksOfTheNextAttempt() {
    TxnRef first = txn(1);
    TxnRef second = new TxnRef(new TxnId(first.id().request(), 1, 1), first.anchor());
    locks.acquire(second, KEY, LockMode.EXCLUSIVE, true, 0);

    locks.release(first.id());

    assertThat(has(2, LockMode.EXCLUSIVE)).isFalse();
  }

  @Test
  void aFoundIntentComesBeforeTheQueue() {
    locks.adopt(txn(1), KEY, 0);
    assertThat(has(2, LockMode.EXCLUSIVE)).isFalse();
    assertThat(locks.holders()).containsExactly(txn(1));
  }

  @SeededTest(runs = 200)
  void noTwoHoldIncompatibleLocksAndNobodyWaitsForNothing(RandomGenerator random) {
    Map<Integer, LockMode> held = new HashMap<>();
    for (int i = 0; i < 80; i++) {
      int owner = random.nextInt(1, 6);
      if (random.nextInt(3) == 0) {
        locks.release(txn(owner).id());
        held.remove(owner);
      } else {
        LockMode mode = random.nextBoolean() ? LockMode.SHARED : LockMode.EXCLUSIVE;
        if (has(owner, mode)) {
          held.merge(owner, mode, (a, b) -> a == LockMode.EXCLUSIVE ? a : b);
        }
      }
      boolean exclusive = held.containsValue(LockMode.EXCLUSIVE);
      assertThat(!exclusive || held.size() == 1).as("holders " + held).isTrue();
    }
    for (int owner = 1; owner < 6; owner++) {
      locks.release(txn(owner).id());
    }
    assertThat(locks.size()).isZero();
  }

  @SeededTest(runs = 200)
  void theOldestWaitsForHoldersOnly(RandomGenerator random) {
    for (int i = 0; i < 80; i++) {
      int owner = random.nextInt(1, 6);
      LockMode mode = random.nextBoolean() ? LockMode.SHARED : LockMode.EXCLUSIVE;
      if (random.nextInt(3) == 0) {
        locks.release(txn(owner).id());
      } else if (owner == 1) {
        locks.acquire(txn(owner), KEY, mode, true, 0).stream()
            .filter(Blocker::queued)
            .forEach(blocker -> assertThat(locks.holders()).contains(blocker.txn()));
      } else {
        has(owner, mode);
      }
    }
  }
}
