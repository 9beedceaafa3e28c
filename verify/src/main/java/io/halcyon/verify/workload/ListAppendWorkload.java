package io.halcyon.verify.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// Transactions over several lists, which they read and append to: lists keep the order of all
/// writes, so the checker sees nearly every cycle there is. Some reads are single operations.
final class ListAppendWorkload implements Workload {
  private static final int LISTS = 6;
  private static final int APPENDS_MAX = 40;
  private static final int ACTIONS_MAX = 4;
  private static final int READ_TOGETHER = 40;

  private final TxnLog log;
  private final KeyPool lists = new KeyPool("list", LISTS, APPENDS_MAX);
  private final AtomicLong elements = new AtomicLong();

  ListAppendWorkload(Setting setting) {
    log = new TxnLog(setting.operationsMax());
  }

  @Override
  public List<Step> opening() {
    return List.of();
  }

  @Override
  public Ending step(Client client) {
    if (client.chance(15)) {
      String list = lists.look(client.hot(LISTS));
      return log.read(client, reads -> reads.list(list));
    }
    List<Consumer<LoggedTxn>> program = new ArrayList<>();
    int length = 1 + client.random().nextInt(ACTIONS_MAX);
    for (int i = 0; i < length; i++) {
      int slot = client.hot(LISTS);
      if (client.chance(50)) {
        String list = lists.look(slot);
        program.add(txn -> txn.readList(list));
      } else {
        String list = lists.use(slot);
        long element = elements.incrementAndGet();
        program.add(txn -> txn.append(list, element));
      }
    }
    return log.run(client, txn -> program.forEach(action -> action.accept(txn)));
  }

  @Override
  public List<Step> closing() {
    List<String> all = List.copyOf(lists.keys());
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < all.size(); i += READ_TOGETHER) {
      List<String> some = all.subList(i, Math.min(all.size(), i + READ_TOGETHER));
      steps.add(client -> log.read(client, reads -> reads.lists(some)));
    }
    return steps;
  }

  @Override
  public Recorded recorded() {
    return new Recorded.Transactions(log.history());
  }
}
