package io.halcyon.router.transact;

import static io.halcyon.router.fake.VirtualSession.commit;
import static io.halcyon.router.fake.VirtualSession.get;
import static io.halcyon.router.fake.VirtualSession.lock;
import static io.halcyon.router.fake.VirtualSession.put;
import static io.halcyon.router.fake.VirtualSession.restart;
import static io.halcyon.router.fake.VirtualSession.shown;
import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.runtime.Randomness;
import io.halcyon.core.testing.SeededTest;
import io.halcyon.proto.v1.TxnBegin;
import io.halcyon.proto.v1.TxnLockKeys;
import io.halcyon.proto.v1.TxnResponse;
import io.halcyon.router.fake.TxnHarness;
import io.halcyon.router.fake.TxnShards;
import io.halcyon.router.fake.VirtualSession;
import io.halcyon.txn.participant.Request;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Routers that die, leaders that change, messages that are lost.
class RecoveryTest {
  private TxnHarness harness = new TxnHarness(4);

  private List<String> keys() {
    return harness.apart("key", 2);
  }

  /// Dies when a request of a kind has been sent so often, before or after it arrives.
  private void killAt(
      TxnHarness.VirtualRouter router, Class<? extends Request> kind, TxnShards.Fate fate) {
    harness.shards.fates((_, request) -> {
      if (kind.isInstance(request)) {
        router.kill();
        return fate;
      }
      return TxnShards.Fate.SERVED;
    });
  }

  private List<String> afterRecovery(TxnHarness.VirtualRouter survivor, List<String> keys) {
    harness.shards.fates((_, _) -> TxnShards.Fate.SERVED);
    harness.loop.pass(3_000);
    VirtualSession reader = survivor.session();
    reader.begin();
    List<String> seen = shown(reader.say(get(keys.get(0), keys.get(1))));
    harness.loop.pass(2_000);
    assertThat(harness.shards.intents()).isZero();
    return seen;
  }

  @Test
  void whatARouterHadOnlyPreparedIsUndoneByWhoMeetsIt() {
    List<String> keys = keys();
    TxnHarness.VirtualRouter dying = harness.router();
    VirtualSession session = dying.session();
    session.begin();
    keys.forEach(key -> session.say(put(key, "x")));
    killAt(dying, Request.Commit.class, TxnShards.Fate.LOST);
    session.send(commit());
    harness.loop.pass(100);
    assertThat(harness.shards.intents()).isEqualTo(2);

    assertThat(afterRecovery(harness.router(), keys)).containsExactly("-", "-");
  }

  @Test
  void whatARouterHadDecidedIsFinishedByWhoMeetsIt() {
    List<String> keys = keys();
    TxnHarness.VirtualRouter dying = harness.router();
    VirtualSession session = dying.session();
    session.begin();
    keys.forEach(key -> session.say(put(key, "x")));
    killAt(dying, Request.Commit.class, TxnShards.Fate.SERVED);
    session.send(commit());
    harness.loop.pass(100);

    assertThat(afterRecovery(harness.router(), keys)).containsExactly("x", "x");
  }

  @Test
  void anotherAttemptOfTheRequestLearnsThatTheFirstHasCommitted() {
    List<String> keys = keys();
    TxnHarness.VirtualRouter dying = harness.router();
    TxnBegin.Builder begin =
        TxnBegin.newBuilder()
            .setRequestId(TxnHarness.message(harness.request()))
            .setAnchor(TxnHarness.text(keys.get(0)));
    VirtualSession first = dying.session();
    first.say(VirtualSession.begin(begin));
    keys.forEach(key -> first.say(put(key, "first")));
    killAt(dying, Request.Commit.class, TxnShards.Fate.SERVED);
    first.send(commit());
    harness.loop.pass(100);
    harness.shards.fates((_, _) -> TxnShards.Fate.SERVED);

    TxnHarness.VirtualRouter other = harness.router();
    VirtualSession second = other.session();
    TxnResponse begun = second.say(VirtualSession.begin(begin));
    assertThat(begun.getBegun().getAnchor()).isEqualTo(TxnHarness.text(keys.get(0)));
    keys.forEach(key -> second.say(put(key, "second")));
    TxnResponse committed = second.say(commit());

    assertThat(committed.getCommitted().getByOtherAttempt()).isTrue();
    assertThat(afterRecovery(other, keys)).containsExactly("first", "first");
  }

  @Test
  void theLocksOfADeadRouterAreSetFree() {
    List<String> keys = keys();
    TxnHarness.VirtualRouter dying = harness.router();
    VirtualSession session = dying.session();
    session.begin();
    session.say(lock(TxnLockKeys.Wait.WAIT, keys.get(0)));
    dying.kill();

    VirtualSession other = harness.router().session();
    other.begin();

    assertThat(other.say(lock(TxnLockKeys.Wait.WAIT, keys.get(0))).hasRows()).isTrue();
  }

  @Test
  void aLongTransactionIsKeptAliveByItsHeartbeats() {
    List<String> keys = keys();
    TxnHarness.VirtualRouter router =
        harness.router(
            new TransactionsConfig(
                10,
                10,
                16,
                1_000,
                1 << 20,
                1 << 20,
                100,
                10,
                Duration.ofSeconds(20),
                Duration.ofSeconds(30),
                Duration.ofMinutes(10),
                Duration.ZERO,
                Duration.ofMillis(200),
                Duration.ofSeconds(1)));
    VirtualSession session = router.session();
    session.begin();
    session.say(lock(TxnLockKeys.Wait.WAIT, keys.get(0)));
    VirtualSession waiter = router.session();
    waiter.begin();
    long waits = waiter.send(lock(TxnLockKeys.Wait.WAIT, keys.get(0)));

    harness.loop.pass(10_000);

    assertThat(waiter.answers()).hasSize(1);
    session.say(put(keys.get(0), "mine"));
    assertThat(session.say(commit()).hasCommitted()).isTrue();
    assertThat(shown(waiter.answer(waits))).containsExactly("mine");
  }

  @SeededTest(runs = 30)
  void incrementsAreNeverLostWhateverIsLostOnTheWay(long seed) {
    harness = new TxnHarness(seed);
    RandomGenerator random = Randomness.seeded(seed);
    List<String> keys = keys();
    TxnHarness.VirtualRouter router = harness.router();
    harness.shards.fates((_, request) ->
        switch (random.nextInt(20)) {
          case 0 -> TxnShards.Fate.LOST;
          case 1 -> TxnShards.Fate.UNANSWERED;
          default -> TxnShards.Fate.SERVED;
        });
    List<Incrementer> all = Stream.generate(() -> new Incrementer(router, keys)).limit(4).toList();
    all.forEach(Incrementer::start);

    harness.loop.runUntil(() -> {
      all.forEach(Incrementer::poll);
      return all.stream().allMatch(each -> each.over);
    });

    harness.shards.fates((_, _) -> TxnShards.Fate.SERVED);
    int committed = all.stream().mapToInt(each -> each.committed).sum();
    assertThat(committed).isPositive();
    int unknown = all.stream().mapToInt(each -> each.unknown).sum();
    harness.loop.pass(60_000);
    VirtualSession reader = router.session();
    reader.begin();
    List<String> seen = shown(reader.say(get(keys.get(0), keys.get(1))));
    assertThat(seen.get(0)).isEqualTo(seen.get(1));
    int sum = seen.get(0).equals("-") ? 0 : Integer.parseInt(seen.get(0));
    assertThat(sum).isBetween(committed, committed + unknown);
  }

  /// A client that increments two keys in one transaction, three times, and starts over when it
  /// must. Looked at after each event, since answers have no callback.
  private static final class Incrementer {
    private final List<String> keys;
    private final VirtualSession session;
    private int step;
    private int rounds;
    private long awaited;
    private boolean over;
    private int committed;
    private int unknown;

    Incrementer(TxnHarness.VirtualRouter router, List<String> keys) {
      this.keys = keys;
      this.session = router.session();
    }

    void start() {
      awaited = session.send(VirtualSession.begin(TxnBegin.newBuilder()));
    }

    void poll() {
      if (!over && session.answers().size() >= awaited) {
        next(session.answers().get((int) awaited - 1));
      }
    }

    private void next(TxnResponse answer) {
      switch (answer.getKindCase()) {
        case MUST_RESTART -> {
          step = 0;
          awaited = session.send(restart());
        }
        case BEGUN -> awaited = session.send(get(keys.get(0), keys.get(1)));
        case ROWS -> {
          shown(answer).forEach(value -> add(value));
          step = 0;
          awaited = session.send(commit());
        }
        case COMMITTED -> ended(1, 0);
        case AMBIGUOUS -> ended(0, 1);
        case FAILED -> ended(0, 0);
        case DONE, ROLLED_BACK, KIND_NOT_SET -> throw new AssertionError(answer);
      }
    }

    private void add(String value) {
      int number = value.equals("-") ? 0 : Integer.parseInt(value);
      var _ = session.send(put(keys.get(step++), Integer.toString(number + 1)));
    }

    private void ended(int success, int doubt) {
      committed += success;
      unknown += doubt;
      rounds++;
      if (rounds == 3) {
        over = true;
      } else {
        start();
      }
    }
  }
}
