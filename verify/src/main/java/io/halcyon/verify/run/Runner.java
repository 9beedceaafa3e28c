package io.halcyon.verify.run;

import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.hlc.PhysicalClock;
import io.halcyon.core.runtime.Randomness;
import io.halcyon.verify.database.Database;
import io.halcyon.verify.database.PaddedSession;
import io.halcyon.verify.database.Session;
import io.halcyon.verify.workload.Client;
import io.halcyon.verify.workload.Ending;
import io.halcyon.verify.workload.Judge;
import io.halcyon.verify.workload.Setting;
import io.halcyon.verify.workload.Workload;
import io.halcyon.verify.workload.WorkloadKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Runs workloads side by side against a database that something is done to.
///
/// Each workload begins with its opening; then its clients, a virtual thread each, make operations
/// until the time is over; when every client has ended and every fault is healed, last reads are
/// made. What is ambiguous is kept as such, and its client goes on as another process.
///
/// For one run; driven by one thread.
public final class Runner {
  private static final Duration TICK = Duration.ofSeconds(1);

  /// How long nobody need answer at first: less than for what a disturbed cluster may take.
  private static final Duration FIRST_ANSWER = Duration.ofSeconds(10);

  private final RunSpec spec;
  private final Database database;
  private final RunClock clock;
  private final Watcher watcher;
  private final FaultLog faults;
  private final StopSignal stop = new StopSignal();
  private final List<Track> tracks = new ArrayList<>();
  private int sessions;

  public Runner(RunSpec spec, Database database, PhysicalClock clock, Watcher watcher) {
    this.spec = spec;
    this.database = database;
    this.clock = new RunClock(clock);
    this.watcher = watcher;
    this.faults = new FaultLog(this.clock, this::say);
  }

  /// Runs the workloads, and judges them.
  ///
  /// @throws HalcyonException if nobody answers at the begin
  /// @throws IllegalStateException if the disturbance failed; then it is not known what it left
  public Verification run(List<WorkloadKind> kinds, Disturbance disturbance, Judge judge)
      throws InterruptedException {
    boolean transactions = servesTransactions();
    for (WorkloadKind kind : kinds) {
      open(kind, transactions);
    }
    List<Track> running = tracks.stream().filter(Track::runs).toList();
    say(
        "running: "
            + String.join(", ", running.stream().map(each -> each.kind().title()).toList()));
    disturbed(running, disturbance);
    say("reading everything once more");
    for (Track track : running) {
      close(track);
    }
    Duration length = now();
    say("judging");
    List<WorkloadReport> reports = tracks.stream().map(track -> track.judged(judge)).toList();
    return new Verification(spec.seed(), length, reports, faults.faults());
  }

  /// Asks until somebody answers.
  private boolean servesTransactions() throws InterruptedException {
    long until = clock.monotonicNanos() + FIRST_ANSWER.toNanos();
    while (true) {
      try {
        return database.servesTransactions();
      } catch (HalcyonException e) {
        if (clock.monotonicNanos() >= until || stop.await(TICK)) {
          throw e;
        }
      }
    }
  }

  private void open(WorkloadKind kind, boolean transactions) throws InterruptedException {
    Setting setting = new Setting(spec.operationsMax() + Track.SPARE, transactions);
    Workload workload = kind.create(setting);
    Track track = new Track(kind, workload, spec.operationsMax());
    tracks.add(track);
    if (kind.needsTransactions() && !transactions) {
      track.gap("not run: the cluster does not serve transactions");
      return;
    }
    ClientLoop opener = loop(track, 0);
    long until = clock.monotonicNanos() + spec.patience().toNanos();
    for (Workload.Step step : workload.opening()) {
      if (!opener.insist(step, until)) {
        track.gap("not run: its first writes did not succeed within " + seconds(spec.patience()));
        return;
      }
    }
  }

  private void disturbed(List<Track> running, Disturbance disturbance) throws InterruptedException {
    List<Thread> clients = new ArrayList<>();
    for (Track track : running) {
      for (int number = 1; number <= spec.clients(); number++) {
        clients.add(start("verify-client", loop(track, number), track));
      }
    }
    List<Throwable> failures = new ArrayList<>();
    Thread disturbing =
        Thread.ofVirtual()
            .name("verify-faults")
            .uncaughtExceptionHandler((_, failure) -> {
              failures.add(failure);
              stop.now();
            })
            .start(() -> {
              try {
                disturbance.run(stop, faults);
                if (disturbance.endsRun()) {
                  stop.now();
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    awaitEnd(running, clients);
    stop.now();
    for (Thread client : clients) {
      client.join();
    }
    disturbing.join();
    if (!failures.isEmpty()) {
      throw new IllegalStateException(
          "the faults did not go on: " + failures.getFirst().getMessage(), failures.getFirst());
    }
  }

  private static Thread start(String name, Runnable body, Track track) {
    return Thread.ofVirtual()
        .name(name)
        .uncaughtExceptionHandler((_, crash) ->
            track.gap("a client ended by itself, which is a bug of the client library: " + crash))
        .start(body);
  }

  private void awaitEnd(List<Track> running, List<Thread> clients) throws InterruptedException {
    long end = clock.monotonicNanos() + spec.length().toNanos();
    while (clock.monotonicNanos() < end
        && !stop.isNow()
        && clients.stream().anyMatch(Thread::isAlive)) {
      stop.await(
          Duration.ofNanos(Math.min(TICK.toNanos(), Math.max(1, end - clock.monotonicNanos()))));
      long succeeded = 0;
      long ambiguous = 0;
      for (Track track : running) {
        succeeded += track.counted(Ending.OK);
        ambiguous += track.counted(Ending.AMBIGUOUS);
      }
      watcher.progress(now(), succeeded, ambiguous, faults.open());
    }
  }

  private void close(Track track) throws InterruptedException {
    ClientLoop closer = closer(track);
    long until = clock.monotonicNanos() + spec.patience().toNanos();
    List<Workload.Step> steps = track.workload().closing();
    for (int i = 0; i < steps.size(); i++) {
      if (!closer.insist(steps.get(i), until)) {
        track.gap(
            "%d of %d last reads did not succeed within %s"
                .formatted(steps.size() - i, steps.size(), seconds(spec.patience())));
        return;
      }
    }
  }

  private ClientLoop loop(Track track, int number) {
    return loop(track, number, stop);
  }

  /// Returns a client that goes on although the run is over.
  private ClientLoop closer(Track track) {
    return loop(track, spec.clients() + 1, new StopSignal());
  }

  private ClientLoop loop(Track track, int number, Stop until) {
    Session plain = database.session(sessions++);
    Session session = track.kind().padsValues() ? new PaddedSession(plain) : plain;
    long ownSeed = spec.seed() + 31L * track.kind().title().hashCode() + 1_000_003L * number;
    Client client =
        new Client(session, Randomness.seeded(ownSeed), clock, number, spec.clients() + 2L);
    Duration interval =
        spec.rateMax() == 0
            ? Duration.ZERO
            : Duration.ofSeconds(spec.clients()).dividedBy(spec.rateMax());
    return new ClientLoop(track, client, clock, until, interval);
  }

  private Duration now() {
    return Duration.ofNanos(clock.monotonicNanos());
  }

  private void say(String what) {
    watcher.said(now(), what);
  }

  private static String seconds(Duration time) {
    return time.toSeconds() + " s";
  }
}
