package io.halcyon.verify.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Of each pair of registers only one may ever be written: transactions read both, and write one if
/// both are absent. Two that do not see each other break it.
final class WriteSkewWorkload implements Workload {
  private static final int TRIES = 6;
  private static final int LAST_PAIRS = 20;

  private final TxnLog log;
  private final AtomicLong tries = new AtomicLong();

  WriteSkewWorkload(Setting setting) {
    log = new TxnLog(setting.operationsMax());
  }

  /// Returns the pair that a key belongs to.
  static String pairOf(String key) {
    return key.substring(0, Math.max(0, key.lastIndexOf('/')));
  }

  @Override
  public List<Step> opening() {
    return List.of();
  }

  @Override
  public Ending step(Client client) {
    long number = tries.getAndIncrement();
    List<String> pair = keys(number / TRIES);
    if (client.chance(15)) {
      return log.read(client, reads -> reads.registers(pair));
    }
    String own = pair.get(client.random().nextInt(2));
    boolean together = client.chance(50);
    return log.run(
        client,
        txn -> {
          boolean empty =
              together
                  ? txn.readAll(pair).stream().allMatch(value -> value == null)
                  : txn.read(pair.get(0)) == null && txn.read(pair.get(1)) == null;
          if (empty) {
            txn.write(own, number);
          }
        });
  }

  private static List<String> keys(long pair) {
    return List.of("pair/" + pair + "/0", "pair/" + pair + "/1");
  }

  @Override
  public List<Step> closing() {
    long newest = tries.get() / TRIES;
    List<Step> steps = new ArrayList<>();
    for (long pair = Math.max(0, newest - LAST_PAIRS); pair <= newest; pair++) {
      List<String> keys = keys(pair);
      steps.add(client -> log.read(client, reads -> reads.registers(keys)));
    }
    return steps;
  }

  @Override
  public Recorded recorded() {
    return new Recorded.Transactions(log.history());
  }
}
