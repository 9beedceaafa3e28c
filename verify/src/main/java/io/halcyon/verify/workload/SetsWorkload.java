package io.halcyon.verify.workload;

import io.halcyon.checker.transactions.Action;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Elements are added to sets by puts, each a key of its own on whatever shard, and sets are read
/// by scans over all shards: nothing that was acknowledged may be missing.
final class SetsWorkload implements Workload {
  private static final int ELEMENTS_MAX = 150;

  private final Setting setting;
  private final TxnLog log;
  private final KeyPool sets = new KeyPool("set", 2, ELEMENTS_MAX);
  private final AtomicLong elements = new AtomicLong();

  SetsWorkload(Setting setting) {
    this.setting = setting;
    log = new TxnLog(setting.operationsMax());
  }

  @Override
  public List<Step> opening() {
    return List.of();
  }

  @Override
  public Ending step(Client client) {
    int slot = client.random().nextInt(sets.slots());
    if (client.chance(25)) {
      String set = sets.look(slot);
      return setting.transactions() && client.chance(40)
          ? log.run(client, txn -> txn.readSet(set))
          : log.read(client, reads -> reads.set(set));
    }
    String set = sets.use(slot);
    long element = elements.incrementAndGet();
    return log.write(
        client,
        new Action.Append(set, element),
        writer -> {
          writer.session().put(set + "/" + element, Long.toString(element));
          return List.of();
        });
  }

  @Override
  public List<Step> closing() {
    return sets.keys().stream()
        .<Step>map(set -> client -> log.read(client, reads -> reads.set(set)))
        .toList();
  }

  @Override
  public Recorded recorded() {
    return new Recorded.Transactions(log.history());
  }
}
