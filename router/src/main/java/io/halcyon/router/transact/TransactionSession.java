package io.halcyon.router.transact;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.proto.v1.TxnFailed;
import io.halcyon.proto.v1.TxnRequest;
import io.halcyon.proto.v1.TxnResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// A client's session: takes requests, evaluates them one after another, answers each in its order.
///
/// | it | its transaction |
/// |---|---|
/// | is half-closed by the client | is rolled back when all that was sent is answered |
/// | breaks | is rolled back at once, unless it is committing |
/// | is drained | goes on; the session ends with it |
///
/// A rollback overtakes what was sent before it. At most `pipelinedMax` requests are here: the sink
/// is told to let another one come with each answer.
///
/// The public methods are thread-safe; everything else is owned by the strand.
public final class TransactionSession {
  private static final int REQUEST_BYTES = 64;

  /// A request in its place.
  ///
  /// @param admittedBytes what it counts for in the admission; 0 if it was not admitted
  /// @param refusal why it was not admitted
  private record Received(TxnRequest request, int admittedBytes, @Nullable Failure refusal) {}

  private final Transactions transactions;
  private final SessionSink sink;
  private final String client;
  private final Strand strand = new Strand();
  private final Deque<Received> queue = new ArrayDeque<>();
  private @Nullable Received current;
  private @Nullable SessionTransaction transaction;
  // Of the attempt: the first that was not awaited, perhaps, and has failed.
  private @Nullable TxnFailed failedWrite;
  private boolean pumping;
  private boolean halfClosed;
  private boolean over;

  TransactionSession(Transactions transactions, SessionSink sink, String client) {
    this.transactions = transactions;
    this.sink = sink;
    this.client = client;
  }

  /// Takes a request.
  public void received(TxnRequest request) {
    int bytes = REQUEST_BYTES + request.getSerializedSize();
    // A way out must always be open.
    boolean wayOut = request.hasRollback();
    Failure refusal = wayOut ? null : transactions.admission().admitUnderWay(bytes);
    Received received = new Received(request, wayOut || refusal != null ? 0 : bytes, refusal);
    strand.execute(() -> take(received));
  }

  /// The client will send nothing more.
  public void halfClosed() {
    strand.execute(() -> {
      halfClosed = true;
      pump();
    });
  }

  /// The stream broke; nothing can be answered any more.
  public void broken() {
    strand.execute(this::abandon);
  }

  void drain() {
    strand.execute(this::pump);
  }

  private void take(Received received) {
    if (over) {
      release(received);
      return;
    }
    if (received.request.hasRollback()) {
      overtake();
    }
    queue.add(received);
    pump();
  }

  /// A rollback has come: what its transaction is at is given up, and what is queued for it will
  /// find it over.
  private void overtake() {
    SessionTransaction own = transaction;
    boolean another = queue.stream().anyMatch(queued -> queued.request.hasBegin());
    if (own != null && current != null && !another) {
      own.giveUp();
    }
  }

  private void pump() {
    if (pumping) {
      return;
    }
    pumping = true;
    while (current == null && !over) {
      Received next = queue.poll();
      if (next == null) {
        break;
      }
      current = next;
      serve(next);
    }
    pumping = false;
    endIfDone();
  }

  private void endIfDone() {
    if (over || current != null || !queue.isEmpty()) {
      return;
    }
    SessionTransaction own = transaction;
    if (halfClosed) {
      close();
      sink.complete();
    } else if (transactions.draining() && (own == null || own.finished())) {
      close();
      sink.end(new Failure.Unavailable("the router is shutting down"));
    }
  }

  private void serve(Received received) {
    TxnRequest request = received.request;
    SessionTransaction own = transaction;
    boolean open = own != null && !own.finished();
    if (received.refusal != null) {
      answer(Answers.failed(received.refusal, open));
      return;
    }
    try {
      if (request.hasBegin()) {
        begin(request, open);
      } else if (own == null) {
        answer(Answers.failed(new Failure.Invalid("no transaction is under way"), false));
      } else if (open && refusesCommit(request)) {
        own.giveUp();
        answer(TxnResponse.newBuilder().setFailed(failedWrite));
      } else {
        own.serve(request, this::answer);
      }
    } catch (HalcyonException refused) {
      answer(Answers.failed(refused.failure(), own != null && !own.finished()));
    }
  }

  private boolean refusesCommit(TxnRequest request) {
    return failedWrite != null && request.hasCommit() && request.getCommit().getUnlessFailed();
  }

  /// Takes note of what a commit may have to be refused for.
  private void noteFailure(TxnRequest request, TxnResponse.Builder response) {
    switch (request.getKindCase()) {
      case BEGIN, RESTART -> failedWrite = null;
      case PUT, DELETE, SAVEPOINT, ROLLBACK_TO, RELEASE -> {
        if (failedWrite == null && response.hasFailed()) {
          failedWrite = response.getFailed().toBuilder().setGoesOn(false).build();
        }
      }
      case GET, SCAN, LOCK, COMMIT, ROLLBACK, KIND_NOT_SET -> {
        // Nobody goes on without their answers.
      }
    }
  }

  private void begin(TxnRequest request, boolean open) {
    if (open) {
      answer(Answers.failed(new Failure.Invalid("a transaction is under way already"), true));
      return;
    }
    transactions.whenRouting(
        () -> strand.execute(() -> routed(request)),
        failure -> strand.execute(() -> answer(Answers.failed(failure, false))));
  }

  private void routed(TxnRequest request) {
    TxnResponse.Builder response;
    try {
      SessionTransaction begun =
          SessionTransaction.begin(transactions, strand, request.getBegin(), client);
      transaction = begun;
      response = begun.begun();
    } catch (HalcyonException refused) {
      response = Answers.failed(refused.failure(), false);
    }
    answer(response);
    if (over) {
      giveUp();
    }
  }

  private void answer(TxnResponse.Builder response) {
    Received answered = current;
    if (answered == null) {
      throw new IllegalStateException("answered what was not asked");
    }
    current = null;
    noteFailure(answered.request, response);
    release(answered);
    if (!over) {
      sink.send(response.setId(answered.request.getId()).build());
      sink.more();
    }
    pump();
  }

  private void release(Received received) {
    if (received.admittedBytes > 0) {
      transactions.admission().release(received.admittedBytes);
    }
  }

  private void abandon() {
    if (over) {
      return;
    }
    queue.forEach(this::release);
    queue.clear();
    close();
  }

  private void close() {
    over = true;
    transactions.closed(this);
    giveUp();
  }

  private void giveUp() {
    SessionTransaction own = transaction;
    if (own != null) {
      own.giveUp();
    }
  }
}
