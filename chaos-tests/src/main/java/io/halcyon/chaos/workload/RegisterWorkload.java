package io.halcyon.chaos.workload;

import io.halcyon.checker.history.Call;
import io.halcyon.checker.history.History;
import io.halcyon.checker.history.HistoryRecorder;
import io.halcyon.client.HalcyonClient;
import io.halcyon.client.Scan;
import io.halcyon.core.runtime.Randomness;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/// Many logical clients that read, write, delete, compare-and-set and increment few hot keys.
///
/// The calls are the same for the same seed, but not how they interleave. Each router is the first
/// choice of one connection, over which the clients are spread. Driven by one thread.
public final class RegisterWorkload implements AutoCloseable {
  private final WorkloadSpec spec;
  private final List<HalcyonClient> connections = new ArrayList<>();
  private final List<RegisterClient> clients = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final ConcurrentLinkedQueue<Throwable> crashes = new ConcurrentLinkedQueue<>();
  private final HistoryRecorder recorder;
  private final Ledger ledger = new Ledger();
  private final Progress progress;

  /// Connects, without making calls yet.
  public RegisterWorkload(WorkloadSpec spec, long seed, List<String> routerAddresses) {
    this.spec = spec;
    recorder = new HistoryRecorder(spec.operationsMax() + spec.hotKeys());
    progress = new Progress(IntStream.range(0, spec.hotKeys()).mapToObj(i -> hotKey(i)).toList());
    for (int i = 0; i < routerAddresses.size(); i++) {
      List<String> addresses = new ArrayList<>(routerAddresses);
      Collections.rotate(addresses, -i);
      connections.add(
          HalcyonClient.builder()
              .addresses(addresses.toArray(String[]::new))
              .timeout(spec.timeout())
              .build());
    }
    for (int i = 0; i < spec.clients(); i++) {
      clients.add(client(i, seed));
    }
  }

  private RegisterClient client(int process, long seed) {
    return new RegisterClient(
        process,
        spec,
        Randomness.seeded(seed + process),
        connections.get(process % connections.size()),
        recorder,
        new RegisterClient.Shared(ledger, progress));
  }

  static String hotKey(int number) {
    return "hot/" + number;
  }

  public void start() {
    for (RegisterClient client : clients) {
      threads.add(
          Thread.ofVirtual()
              .name("chaos-client")
              .uncaughtExceptionHandler((_, crash) -> crashes.add(crash))
              .start(client));
    }
  }

  /// Lets each client finish the call that it is making, and then reads every hot key once more.
  public void finish() throws InterruptedException {
    clients.forEach(RegisterClient::stop);
    for (Thread thread : threads) {
      thread.join();
    }
    RegisterClient last = client(spec.clients(), 0);
    for (int i = 0; i < spec.hotKeys(); i++) {
      last.make(hotKey(i), new Call.Get());
    }
  }

  /// Reads every key of the ledger.
  ///
  /// @throws io.halcyon.core.failure.HalcyonException if it cannot be read
  public Map<String, String> readLedger() {
    Map<String, String> stored = new HashMap<>();
    connections
        .getFirst()
        .scan(Scan.prefix(Ledger.PREFIX))
        .forEach(entry -> stored.put(entry.keyText(), entry.text()));
    return stored;
  }

  public History history() {
    return recorder.history();
  }

  public Ledger ledger() {
    return ledger;
  }

  public Progress progress() {
    return progress;
  }

  /// Returns what ended a client that should not have ended: bugs of the client library or of ours.
  public List<Throwable> crashes() {
    return List.copyOf(crashes);
  }

  @Override
  public void close() {
    clients.forEach(RegisterClient::stop);
    connections.forEach(HalcyonClient::close);
  }
}
