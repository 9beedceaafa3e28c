package io.halcyon.node.replica;

import static io.halcyon.node.testing.Requests.get;
import static io.halcyon.node.testing.Requests.getStale;
import static io.halcyon.node.testing.Requests.increment;
import static io.halcyon.node.testing.Requests.multiGet;
import static io.halcyon.node.testing.Requests.put;
import static io.halcyon.node.testing.Requests.scan;
import static io.halcyon.node.testing.Transactions.commit;
import static io.halcyon.node.testing.Transactions.commitOnePhase;
import static io.halcyon.node.testing.Transactions.lock;
import static io.halcyon.node.testing.Transactions.prepare;
import static io.halcyon.node.testing.Transactions.read;
import static io.halcyon.node.testing.Transactions.resolve;
import static io.halcyon.node.testing.Transactions.set;
import static io.halcyon.node.testing.Transactions.txn;
import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.id.RequestId;
import io.halcyon.core.wire.OpRequest;
import io.halcyon.node.testing.Answer;
import io.halcyon.node.testing.Requests;
import io.halcyon.node.testing.TestShard;
import io.halcyon.node.testing.TxnAnswer;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.participant.Response;
import io.halcyon.txn.record.TxnOutcome;
import io.halcyon.txn.record.TxnRef;
import io.halcyon.txnwire.TxnCodec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Transactions and single operations at one shard's leader.
class ParticipantHostTest {
  private static final long IDLE_MILLIS = 12_000;

  @TempDir Path directory;

  @Test
  void aTransactionOfOneShardCommitsAndItsWritesAreSeen() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      shard.write(1, put("a", "0"));
      Response.Ended ended =
          shard
              .transact(1, commitOnePhase(txn("a"), set("a", "1"), set("b", "2")))
              .as(Response.Ended.class);
      assertThat(ended.outcome()).isInstanceOf(TxnOutcome.Committed.class);
      assertThat(shard.read(1, get("a")).value()).isEqualTo("1");
      assertThat(shard.read(1, get("b")).value()).isEqualTo("2");
    }
  }

  @Test
  void aSecondTryOfACommitIsAnsweredAsTheFirst() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      Request commit = commitOnePhase(txn("a"), set("a", "1"));
      Response.Ended first = shard.transact(1, commit).as(Response.Ended.class);
      shard.transact(1, commitOnePhase(txn("a"), set("a", "2"))).as(Response.Ended.class);
      shard.lead(2);
      assertThat(shard.transact(2, commit).as(Response.Ended.class).outcome())
          .isEqualTo(first.outcome());
      assertThat(shard.read(2, get("a")).value()).isEqualTo("2");
    }
  }

  @Test
  void aReadThatMeetsAnIntentIsToldWhoseItIs() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      shard.write(1, put("a", "0"));
      TxnRef txn = txn("elsewhere");
      shard.transact(1, prepare(txn, set("a", "1"))).as(Response.Prepared.class);
      Failure failure = shard.read(1, get("a")).failure();
      assertThat(failure).isInstanceOf(Failure.Blocked.class);
      Response by = TxnCodec.decodeResponse(((Failure.Blocked) failure).by());
      assertThat(((Response.Blocked) by).by().getFirst().txn()).isEqualTo(txn);
      assertThat(shard.read(1, multiGet(0, "a", "b")).failure())
          .isInstanceOf(Failure.Blocked.class);
      assertThat(shard.read(1, scan(0)).failure()).isInstanceOf(Failure.Blocked.class);
      assertThat(shard.read(1, get("b")).value()).isNull();
    }
  }

  @Test
  void aCommitInTwoPhasesIsSeenOnceItIsResolved() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      TxnRef txn = txn("a");
      long at =
          shard
              .transact(1, prepare(txn, set("a", "1"), set("b", "1")))
              .as(Response.Prepared.class)
              .at();
      shard.transact(1, commit(txn, at)).as(Response.Ended.class);
      // Its record is here, so a reader needs nobody to tell it.
      assertThat(shard.read(1, get("a")).value()).isEqualTo("1");
      shard.transact(1, resolve(txn, new TxnOutcome.Committed(at), "a", "b"));
      assertThat(shard.read(1, get("b")).value()).isEqualTo("1");
      assertThat(shard.read(1, scan(0)).result().getShardScan().getItemsCount()).isEqualTo(2);
    }
  }

  @Test
  void theRecordOfAResolvedTransactionGoesByTheWay() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      TxnRef txn = txn("a");
      long at = shard.transact(1, prepare(txn, set("a", "1"))).as(Response.Prepared.class).at();
      shard.transact(1, commit(txn, at));
      shard.transact(1, resolve(txn, new TxnOutcome.Committed(at), "a"));
      TxnAnswer forgotten = shard.transact(1, new Request.Forget(txn));
      assertThat(forgotten.answered()).isFalse();
      shard.write(1, put("b", "1"));
      forgotten.as(Response.Done.class);

      TxnRef last = txn("a");
      long later = shard.transact(1, prepare(last, set("a", "2"))).as(Response.Prepared.class).at();
      shard.transact(1, commit(last, later));
      shard.transact(1, resolve(last, new TxnOutcome.Committed(later), "a"));
      TxnAnswer alone = shard.transact(1, new Request.Forget(last));
      shard.elapse(500);
      alone.as(Response.Done.class);
    }
  }

  @Test
  void aSingleWriteWaitsForALockAndSaysForWhom() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      TxnRef txn = txn("a");
      shard.transact(1, lock(txn, "a")).as(Response.Locked.class);
      OpRequest write = put("a", "1");
      Answer waiting = shard.write(1, write);
      assertThat(waiting.answered()).isFalse();
      shard.elapse(100);
      Failure.Blocked blocked = (Failure.Blocked) waiting.failure();
      Response.Waiting by = (Response.Waiting) TxnCodec.decodeResponse(blocked.by());
      assertThat(by.blockers().getFirst().txn()).isEqualTo(txn);
      Answer again = shard.write(1, write);
      shard.transact(1, new Request.Release(txn));
      assertThat(again.timestamp()).isPositive();
      assertThat(shard.read(1, get("a")).value()).isEqualTo("1");
    }
  }

  @Test
  void aWriteComesAboveWhatATransactionHasRead() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      TxnRef txn = txn("a");
      long ahead = shard.node(1).clock().peek() + (100L << 16);
      Response.Rows rows = shard.transact(1, read(txn, ahead, "a")).as(Response.Rows.class);
      assertThat(rows.readAt()).isEqualTo(ahead);
      assertThat(shard.write(1, put("a", "1")).timestamp()).isGreaterThan(ahead);
    }
  }

  @Test
  void aTransactionComesAboveWhatSingleOperationsHaveReadBefore() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      long readAt = shard.read(1, get("a")).readAt();
      Response.Prepared prepared =
          shard
              .transact(1, new Request.Prepare(txn("z"), List.of(set("a", "1")), 1))
              .as(Response.Prepared.class);
      assertThat(prepared.at()).isGreaterThan(readAt);
    }
  }

  @Test
  void aRepeatedSingleWriteIsAnsweredAlikeByBothWaysOfEvaluation() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      OpRequest plain = increment("n", 5);
      Answer first = shard.write(1, plain);
      shard.transact(1, lock(txn("z"), "z"));
      assertThat(shard.write(1, plain).body()).isEqualTo(first.body());

      OpRequest hosted = increment("n", 5);
      Answer second = shard.write(1, hosted);
      assertThat(second.result().getIncrement().getValue()).isEqualTo(10);
      shard.lead(2);
      assertThat(shard.write(2, hosted).body()).isEqualTo(second.body());
      assertThat(shard.write(2, plain).body()).isEqualTo(first.body());
      assertThat(shard.read(2, get("n")).value()).isEqualTo("10");
    }
  }

  @Test
  void aRefusalOfASingleWriteIsRememberedToo() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      shard.transact(1, commitOnePhase(txn("n"), set("n", "text")));
      OpRequest request = increment("n", 1);
      Failure refusal = shard.write(1, request).failure();
      assertThat(refusal).isInstanceOf(Failure.WrongValue.class);
      shard.write(1, put("n", "1"));
      assertThat(shard.write(1, request).failure()).isEqualTo(refusal);
    }
  }

  @Test
  void theNextLeaderRespectsIntentsFromItsFirstOperationOn() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      TxnRef txn = txn("elsewhere");
      long at = shard.transact(1, prepare(txn, set("a", "1"))).as(Response.Prepared.class).at();
      shard.lead(2);
      Answer write = shard.write(2, put("a", "2"));
      assertThat(write.answered()).isFalse();
      assertThat(shard.read(2, get("a")).failure()).isInstanceOf(Failure.Blocked.class);
      shard.transact(2, resolve(txn, new TxnOutcome.Committed(at), "a"));
      assertThat(write.timestamp()).isGreaterThan(at);
      assertThat(shard.read(2, get("a")).value()).isEqualTo("2");
    }
  }

  @Test
  void aFollowerRefersReadersOfIntentsToTheLeader() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      shard.write(1, put("b", "0"));
      shard.transact(1, prepare(txn("elsewhere"), set("a", "1")));
      // Beyond the low-water mark of the first term, and the lag of closing.
      shard.elapse(1_500);
      shard.write(1, put("b", "1"));
      shard.write(1, put("b", "2"));
      assertThat(shard.read(2, getStale("b", 2_000)).value()).isNotNull();
      assertThat(shard.read(2, getStale("a", 500)).failure()).isInstanceOf(Failure.NotLeader.class);
    }
  }

  @Test
  void nothingAtOrAboveAnIntentIsCalledComplete() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      TxnRef txn = txn("elsewhere");
      long at = shard.transact(1, prepare(txn, set("a", "1"))).as(Response.Prepared.class).at();
      shard.elapse(1_000);
      shard.write(1, put("b", "1"));
      shard.elapse(1_000);
      assertThat(shard.replica(1).resolved()).isLessThan(at);
      shard.transact(1, resolve(txn, new TxnOutcome.Committed(at), "a"));
      shard.elapse(1_000);
      assertThat(shard.replica(1).resolved()).isGreaterThan(at);
    }
  }

  @Test
  void whenTransactionsAreOverTheShardGoesBackToThePlainWay() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      shard.transact(1, commitOnePhase(txn("a"), set("a", "1")));
      assertThat(shard.replica(1).hostsTransactions()).isTrue();
      shard.elapse(IDLE_MILLIS);
      assertThat(shard.replica(1).hostsTransactions()).isFalse();
      shard.write(1, put("a", "2"));
      assertThat(shard.read(1, get("a")).value()).isEqualTo("2");
    }
  }

  @Test
  void aShardWithALockStaysAsItIs() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      TxnRef txn = txn("a");
      shard.transact(1, prepare(txn, set("a", "1")));
      shard.elapse(IDLE_MILLIS);
      assertThat(shard.replica(1).hostsTransactions()).isTrue();
    }
  }

  @Test
  void callsOfATermThatEndsAreAnswered() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      shard.transact(1, lock(txn("a"), "a"));
      TxnAnswer waiting = shard.ask(1, lock(txn("a"), "a"));
      Answer write = shard.submit(1, put("a", "1"));
      shard.evaluate();
      shard.lead(2);
      assertThat(waiting.failure()).isInstanceOf(Failure.NotLeader.class);
      assertThat(write.failure()).isInstanceOf(Failure.Ambiguous.class);
    }
  }

  @Test
  void anAnswerWaitsForTheFloorAndTheLease() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      shard.node(3).silent(true);
      TxnAnswer held = shard.transact(1, commitOnePhase(txn("a"), set("a", "1")));
      assertThat(held.answered()).isFalse();
      shard.node(3).silent(false);
      shard.elapse(30);
      assertThat(held.as(Response.Ended.class).outcome()).isInstanceOf(TxnOutcome.Committed.class);

      TxnAnswer lost = shard.ask(1, commitOnePhase(txn("a"), set("a", "2")));
      shard.node(1).lease().lose();
      shard.elapse(30);
      assertThat(lost.failure()).isInstanceOf(Failure.Unavailable.class);
    }
  }

  @Test
  void badRequestsAreRefused() throws IOException {
    try (TestShard shard = TestShard.led(directory, 1)) {
      Answer garbage = new Answer();
      OpRequest request =
          Requests.request(io.halcyon.core.wire.OpKind.TXN_CALL, new byte[] {1, 2, 3});
      shard.replica(1).transact(request, garbage);
      assertThat(garbage.failure()).isInstanceOf(Failure.Invalid.class);
      long far = shard.node(1).clock().peek() + (1L << 40);
      assertThat(shard.transact(1, read(txn("a"), far, "a")).failure())
          .isInstanceOf(Failure.ClockSkew.class);
      RequestId old = new RequestId(1, 1, 1);
      assertThat(shard.transact(1, commitOnePhase(txn("a", old), set("a", "1"))).answered())
          .isTrue();
    }
  }
}
