package io.halcyon.verify.workload;

import io.halcyon.checker.transactions.Action;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/// Comments are written one after the other, each a key of its own on whatever shard, and the
/// newest are read together: whoever sees one sees all that had been answered before it began.
final class CausalReverseWorkload implements Workload {
  private static final int READ_TOGETHER = 10;

  private final Setting setting;
  private final TxnLog log;
  private final AtomicLong comments = new AtomicLong();

  CausalReverseWorkload(Setting setting) {
    this.setting = setting;
    log = new TxnLog(setting.operationsMax());
  }

  @Override
  public List<Step> opening() {
    return List.of();
  }

  @Override
  public Ending step(Client client) {
    return client.chance(50) ? write(client) : read(client);
  }

  private Ending write(Client client) {
    long number = comments.incrementAndGet();
    String key = key(number);
    if (setting.transactions() && client.chance(30)) {
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
    List<String> newest = new ArrayList<>(newest());
    Collections.rotate(newest, client.random().nextInt(READ_TOGETHER));
    if (setting.transactions() && client.chance(50)) {
      return log.run(client, txn -> newest.forEach(txn::read));
    }
    return log.read(client, reads -> reads.registers(newest));
  }

  /// Returns the newest comments, and the one that comes next.
  private List<String> newest() {
    long next = comments.get() + 1;
    return LongStream.rangeClosed(Math.max(1, next - READ_TOGETHER + 1), next)
        .mapToObj(CausalReverseWorkload::key)
        .toList();
  }

  private static String key(long number) {
    return "comment/" + number;
  }

  @Override
  public List<Step> closing() {
    List<String> newest = newest();
    return List.of(client -> log.read(client, reads -> reads.registers(newest)));
  }

  @Override
  public Recorded recorded() {
    return new Recorded.Transactions(log.history());
  }
}
