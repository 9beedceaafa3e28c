package io.halcyon.verify.workload;

import io.halcyon.checker.transactions.Action;
import java.util.List;
import java.util.stream.IntStream;

/// Counters that only grow, by single increments and by transactions that read and write: no reader
/// sees one go back, and no value is given to two.
final class MonotonicWorkload implements Workload {
  static final List<String> COUNTERS = IntStream.range(0, 3).mapToObj(i -> "counter/" + i).toList();

  private final Setting setting;
  private final TxnLog log;

  MonotonicWorkload(Setting setting) {
    this.setting = setting;
    log = new TxnLog(setting.operationsMax());
  }

  /// Returns under which name it is noted who was given a counter's values.
  static String givenOut(String counter) {
    return counter + "/given";
  }

  @Override
  public List<Step> opening() {
    return List.of();
  }

  @Override
  public Ending step(Client client) {
    String counter = COUNTERS.get(client.hot(COUNTERS.size()));
    int choice = client.random().nextInt(100);
    if (choice < 30) {
      return log.read(client, reads -> reads.register(counter));
    }
    if (choice < 45) {
      return log.read(client, reads -> reads.registers(COUNTERS));
    }
    return setting.transactions() && choice < 65
        ? incrementByTransaction(client, counter)
        : increment(client, counter);
  }

  private Ending increment(Client client, String counter) {
    return log.write(
        client,
        null,
        writer -> {
          long value = writer.session().increment(counter, 1);
          return List.of(
              new Action.Write(counter, value), new Action.Append(givenOut(counter), value));
        });
  }

  private Ending incrementByTransaction(Client client, String counter) {
    return log.run(
        client,
        txn -> {
          Long before = txn.read(counter);
          txn.write(counter, before == null ? 1 : before + 1);
        },
        actions ->
            actions.stream()
                .filter(Action.Write.class::isInstance)
                .map(Action.Write.class::cast)
                .<Action>map(write -> new Action.Append(givenOut(counter), write.value()))
                .toList());
  }

  @Override
  public List<Step> closing() {
    return List.of(client -> log.read(client, reads -> reads.registers(COUNTERS)));
  }

  @Override
  public Recorded recorded() {
    return new Recorded.Transactions(log.history());
  }
}
