package io.halcyon.testkit.simulation;

import io.halcyon.core.failure.InvariantViolation;
import io.halcyon.core.id.RequestId;
import io.halcyon.txn.coordinator.Answer;
import org.jspecify.annotations.Nullable;

/// One client: a transaction at a time, tried at one router after the other under the same request
/// id until it is told that it has taken effect.
final class TxnClient {
  private static final int STATUS_ASKED = 3;

  private final World world;
  private final TxnScene scene;
  private final int number;
  private final Strand process = new Strand();
  private long operations;
  private long attempts;
  private long shownAtBegin;
  private boolean stopped;
  private @Nullable TxnProgram current;
  private Answer.@Nullable Committed last;
  private @Nullable RequestId lastRequest;

  TxnClient(World world, TxnScene scene, int number) {
    this.world = world;
    this.scene = scene;
    this.number = number;
  }

  void start() {
    world.scheduler().after(world.scheduler().between(100, 500), process, this::next);
  }

  /// Finishes the transaction under way and begins no other.
  void stop() {
    stopped = true;
  }

  boolean idle() {
    return current == null;
  }

  @Nullable TxnProgram waitingFor() {
    return current;
  }

  /// Runs one program, whatever was said before.
  void run(TxnProgram program) {
    shownAtBegin = world.oracle().shownMax();
    current = program;
    attempt(program);
  }

  RequestId nextRequest() {
    operations++;
    return new RequestId(number, operations, VirtualClock.EPOCH_MILLIS + nowMillis());
  }

  private long nowMillis() {
    return world.scheduler().now() / Scheduler.MILLI;
  }

  private void next() {
    if (!stopped) {
      run(TxnProgram.random(nextRequest(), world.scheduler().random()));
    }
  }

  private void attempt(TxnProgram program) {
    if (!program.equals(current)) {
      return;
    }
    attempts++;
    long attempt = attempts;
    TxnRouter router = router();
    world
        .network()
        .send(
            router.process(),
            () ->
                router.run(
                    program,
                    answer ->
                        world.network().send(process, () -> answered(program, attempt, answer))));
    world
        .scheduler()
        .after(world.scheduler().between(150, 1_200), process, () -> retry(program, attempt));
  }

  private TxnRouter router() {
    return scene.routers().get(world.scheduler().random().nextInt(scene.routers().size()));
  }

  private void retry(TxnProgram program, long attempt) {
    if (program.equals(current) && attempts == attempt) {
      attempt(program);
    }
  }

  private void answered(TxnProgram program, long attempt, Answer answer) {
    if (answer instanceof Answer.Committed committed) {
      committed(program, committed);
    } else if (answer instanceof Answer.Failed failed
        && failed.reason() == Answer.Reason.TOO_OLD
        && program.equals(current)) {
      // Whether it took effect cannot be told any more.
      current = null;
      next();
    } else if (program.equals(current)) {
      world
          .scheduler()
          .after(world.scheduler().between(1, 20), process, () -> retry(program, attempt));
    }
  }

  private void committed(TxnProgram program, Answer.Committed answer) {
    if (program.request().equals(lastRequest) && !answer.equals(last)) {
      throw new InvariantViolation("two answers to one request: " + last + " and " + answer);
    }
    if (program.equals(current)) {
      scene.oracle().acknowledged(program, answer, shownAtBegin);
      current = null;
      last = answer;
      lastRequest = program.request();
      for (int i = 0; i < STATUS_ASKED; i++) {
        long later = world.scheduler().between(0, 300);
        world.scheduler().after(later, process, () -> router().status(program, _ -> {}));
      }
      world.scheduler().after(world.scheduler().between(0, 15), process, this::next);
    }
  }
}
