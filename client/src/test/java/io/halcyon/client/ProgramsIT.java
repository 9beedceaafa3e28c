package io.halcyon.client;

import static io.halcyon.client.HalcyonClientIT.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.TxnConflict;
import io.halcyon.proto.v1.KeyValue;
import io.halcyon.proto.v1.OneShotRequest;
import io.halcyon.proto.v1.OneShotResponse;
import io.halcyon.proto.v1.OneShotResult;
import io.halcyon.proto.v1.OneShotStep;
import io.halcyon.proto.v1.OperationResult;
import io.halcyon.proto.v1.TransactionsGrpc;
import io.halcyon.rpc.EventLoops;
import io.halcyon.rpc.Failures;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Whole transactions in one message, against a scripted router.
class ProgramsIT {
  private static final Program TRANSFER =
      Program.of(
          ProgramStep.require("not enough", ProgramCondition.numberAtLeast("a", 10)),
          Action.get("a"),
          Write.increment("a", -10),
          Write.increment("b", 10));
  private static final OneShotResponse DONE =
      OneShotResponse.newBuilder()
          .setSucceeded(true)
          .addResults(OneShotResult.newBuilder().setHeld(true))
          .addResults(found("a", "30"))
          .addResults(found("a", "20"))
          .addResults(found("b", "40"))
          .setTimestamp(99)
          .build();

  private final EventLoops loops = EventLoops.start(1);
  private final Scripted scripted = new Scripted();
  private FakeRouter router;
  private HalcyonClient client;

  @BeforeEach
  void start() throws IOException {
    router = new FakeRouter(loops, new FakeStore(), 0, scripted);
    client = HalcyonClient.connect(router.address());
  }

  @AfterEach
  void stop() {
    client.close();
    router.close();
    loops.close();
  }

  @Test
  void aProgramTravelsInOneMessageAndItsResultsAreInTheOrderRun() {
    scripted.answers.add(answers -> answer(answers, DONE));

    ProgramResult result = client.execute(TRANSFER.label("transfer"));

    assertThat(result.succeeded()).isTrue();
    assertThat(result.timestamp().packed()).isEqualTo(99);
    assertThat(result.results().getFirst()).isEqualTo(new ProgramResult.Held(true));
    assertThat(result.action(1).entry().orElseThrow().text()).isEqualTo("30");
    assertThat(result.action(3).entry().orElseThrow().keyText()).isEqualTo("b");
    OneShotRequest sent = scripted.received.remove();
    assertThat(sent.getLabel()).isEqualTo("transfer");
    assertThat(sent.hasRequestId()).isTrue();
    List<OneShotStep> steps = sent.getStepsList();
    assertThat(steps.get(0).getRequire().getConditions(0).getNumberAtLeast().getBound())
        .isEqualTo(10);
    assertThat(steps.get(1).getGet().toStringUtf8()).isEqualTo("a");
    assertThat(steps.get(2).getWrite().getKey().toStringUtf8()).isEqualTo("a");
    assertThat(steps.get(2).getWrite().getIncrement().getDelta()).isEqualTo(-10);
  }

  @Test
  void branchesTravelWithTheirConditions() {
    scripted.answers.add(
        answers -> answer(answers, OneShotResponse.newBuilder().setSucceeded(true).build()));

    client.execute(
        Program.of(
            ProgramStep.when(Condition.absent("a"), ProgramCondition.numberAtMost("n", 3))
                .then(Write.put("a", "1"))
                .otherwise(Action.get("a"), Write.delete("a"))));

    OneShotStep.Branch branch = scripted.received.remove().getSteps(0).getBranch();
    assertThat(branch.getConditions(0).getCompare().getKey().toStringUtf8()).isEqualTo("a");
    assertThat(branch.getConditions(1).getNumberAtMost().getBound()).isEqualTo(3);
    assertThat(branch.getThen(0).getWrite().getPut().getValue().toStringUtf8()).isEqualTo("1");
    assertThat(branch.getOtherwiseList()).hasSize(2);
  }

  @Test
  void aRefusalIsAResult() {
    scripted.answers.add(
        answers -> answer(answers, OneShotResponse.newBuilder().setRefusal("not enough").build()));

    ProgramResult result = client.execute(TRANSFER);

    assertThat(result.succeeded()).isFalse();
    assertThat(result.refusal()).isEqualTo("not enough");
  }

  @Test
  void aLostAnswerIsAskedForAgainUnderTheSameRequestId() {
    scripted.answers.add(
        answers -> answers.onError(io.grpc.Status.UNAVAILABLE.asRuntimeException()));
    scripted.answers.add(answers -> fail(answers, new Failure.Ambiguous("s3 is silent")));
    scripted.answers.add(answers ->
        fail(
            answers,
            new Failure.Conflicted(
                new TxnConflict(TxnConflict.Cause.WRITE_CHANGED, "t1", new byte[] {'a'}, 0, ""))));
    scripted.answers.add(answers -> answer(answers, DONE));

    assertThat(client.execute(TRANSFER).succeeded()).isTrue();

    assertThat(scripted.received).hasSize(4);
    assertThat(scripted.received.stream().map(OneShotRequest::getRequestId).distinct()).hasSize(1);
  }

  @Test
  void aProgramThatOnlyReadsNeedsNoRequestId() {
    scripted.answers.add(
        answers -> answer(answers, OneShotResponse.newBuilder().setSucceeded(true).build()));

    client.execute(Program.of(Action.get("a"), Action.get("b")));

    assertThat(scripted.received.remove().hasRequestId()).isFalse();
  }

  @Test
  void whatCannotBeEvaluatedIsNotTriedAgain() {
    scripted.answers.add(answers -> fail(answers, new Failure.WrongValue("not a number")));

    assertThat(failureOf(() -> client.execute(TRANSFER))).isInstanceOf(Failure.WrongValue.class);
    assertThat(scripted.received).hasSize(1);
  }

  @Test
  void silenceLeavesAWriteAmbiguousAndAReadNot() {
    HalcyonClient hurried = client.withTimeout(Duration.ofMillis(200));
    scripted.answers.add(_ -> {});
    assertThat(failureOf(() -> hurried.execute(TRANSFER))).isInstanceOf(Failure.Ambiguous.class);
    scripted.answers.clear();
    scripted.answers.add(_ -> {});
    assertThat(failureOf(() -> hurried.execute(Program.of(Action.get("a")))))
        .isInstanceOf(Failure.DeadlineExceeded.class);
  }

  @Test
  void futuresCarryTheSame() throws Exception {
    scripted.answers.add(answers -> answer(answers, DONE));

    assertThat(client.async().execute(TRANSFER).get(20, TimeUnit.SECONDS).succeeded()).isTrue();
  }

  @Test
  void wrongProgramsAreRefusedBeforeAnythingIsSent() {
    ProgramStep deep = Action.get("a");
    for (int i = 0; i < 9; i++) {
      deep = ProgramStep.when(Condition.exists("a")).then(deep);
    }
    Program tooDeep = Program.of(deep);
    for (Program wrong : List.of(Program.of(), Program.of(Write.put("", "v")), tooDeep)) {
      assertThat(failureOf(() -> client.execute(wrong))).isInstanceOf(Failure.Invalid.class);
    }
    assertThat(scripted.received).isEmpty();
  }

  @Test
  void aClusterWithoutTransactionsSaysSo() throws IOException {
    try (FakeRouter old = new FakeRouter(loops, new FakeStore());
        HalcyonClient its = HalcyonClient.connect(old.address())) {
      assertThat(failureOf(() -> its.execute(TRANSFER)))
          .isEqualTo(
              new Failure.Unsupported(
                  "this router is of a version that does not serve transactions"));
    }
  }

  private static OneShotResult.Builder found(String key, String value) {
    return OneShotResult.newBuilder()
        .setOperation(
            OperationResult.newBuilder()
                .setFound(
                    KeyValue.newBuilder()
                        .setKey(ByteString.copyFromUtf8(key))
                        .setValue(ByteString.copyFromUtf8(value))));
  }

  private static void answer(StreamObserver<OneShotResponse> answers, OneShotResponse response) {
    answers.onNext(response);
    answers.onCompleted();
  }

  private static void fail(StreamObserver<OneShotResponse> answers, Failure failure) {
    answers.onError(Failures.exception(failure));
  }

  /// Answers each program as the test says.
  private static final class Scripted extends TransactionsGrpc.TransactionsImplBase {
    interface Answer {
      void give(StreamObserver<OneShotResponse> answers);
    }

    final Queue<OneShotRequest> received = new ConcurrentLinkedQueue<>();
    final Queue<Answer> answers = new ConcurrentLinkedQueue<>();

    @Override
    public void execute(OneShotRequest request, StreamObserver<OneShotResponse> observer) {
      received.add(request);
      Answer answer = answers.poll();
      if (answer != null) {
        answer.give(observer);
      }
    }
  }
}
