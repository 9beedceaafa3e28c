package io.halcyon.verify.workload;

import io.halcyon.checker.transactions.Action;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/// Registers are written once each, in groups of four at about the same time, and groups are read
/// together while they are: do two readers disagree on which write came first?
final class LongForkWorkload implements Workload {
  private static final int GROUP = 4;
  private static final int LAST_GROUPS = 20;

  private final Setting setting;
  private final TxnLog log;
  private final AtomicLong writes = new AtomicLong();

  LongForkWorkload(Setting setting) {
    this.setting = setting;
    log = new TxnLog(setting.operationsMax());
  }

  @Override
  public List<Step> opening() {
    return List.of();
  }

  @Override
  public Ending step(Client client) {
    return client.chance(35) ? write(client) : read(client);
  }

  private Ending write(Client client) {
    long number = writes.getAndIncrement();
    String key = key(number / GROUP, (int) (number % GROUP));
    if (setting.transactions() && client.chance(50)) {
      return log.run(client, txn -> txn.write(key, number));
    }
    return log.write(
        client,
        new Action.Write(key, number),
        writer -> {
          writer.session().put(key, Long.toString(number));
          return List.of();
        });
  }

  private Ending read(Client client) {
    long newest = writes.get() / GROUP;
    List<String> group = new ArrayList<>(keys(Math.max(0, newest - client.random().nextInt(2))));
    Collections.rotate(group, client.random().nextInt(GROUP));
    if (setting.transactions() && client.chance(50)) {
      return log.run(client, txn -> group.forEach(txn::read));
    }
    return log.read(client, reads -> reads.registers(group));
  }

  private static String key(long group, int member) {
    return "fork/" + group + "/" + member;
  }

  private static List<String> keys(long group) {
    return IntStream.range(0, GROUP).mapToObj(member -> key(group, member)).toList();
  }

  @Override
  public List<Step> closing() {
    long newest = writes.get() / GROUP;
    List<Step> steps = new ArrayList<>();
    for (long group = Math.max(0, newest - LAST_GROUPS); group <= newest; group++) {
      List<String> keys = keys(group);
      steps.add(client -> log.read(client, reads -> reads.registers(keys)));
    }
    return steps;
  }

  @Override
  public Recorded recorded() {
    return new Recorded.Transactions(log.history());
  }
}
