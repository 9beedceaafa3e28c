package io.halcyon.verify.workload;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Money is moved between accounts, with locks and without, and all accounts are read together, by
/// transactions and by single reads of several keys.
final class BankWorkload implements Workload {
  private static final long BALANCE = 100;
  private static final List<String> ACCOUNTS =
      IntStream.range(0, 8).mapToObj(i -> "account/" + i).toList();

  private final TxnLog log;

  BankWorkload(Setting setting) {
    log = new TxnLog(setting.operationsMax());
  }

  @Override
  public List<Step> opening() {
    return List.of(
        client -> log.run(client, txn -> ACCOUNTS.forEach(account -> txn.write(account, BALANCE))));
  }

  @Override
  public Ending step(Client client) {
    return client.chance(60) ? transfer(client) : readAll(client);
  }

  private Ending transfer(Client client) {
    int from = client.hot(ACCOUNTS.size());
    int to = (from + 1 + client.hot(ACCOUNTS.size() - 1)) % ACCOUNTS.size();
    List<String> both = List.of(ACCOUNTS.get(from), ACCOUNTS.get(to));
    long amount = 1L + client.random().nextInt(20);
    boolean locking = client.chance(30);
    return log.run(
        client,
        txn -> {
          List<@Nullable Long> balances = locking ? txn.lock(both) : txn.readAll(both);
          Long source = balances.get(0);
          Long target = balances.get(1);
          // An absent account is for the check to find, and no reason to make one.
          if (source != null && target != null && source >= amount) {
            txn.write(both.get(0), source - amount);
            txn.write(both.get(1), target + amount);
          }
        });
  }

  private Ending readAll(Client client) {
    if (client.chance(50)) {
      return log.read(client, reads -> reads.registers(ACCOUNTS));
    }
    List<String> turned = new ArrayList<>(ACCOUNTS);
    Collections.rotate(turned, client.random().nextInt(ACCOUNTS.size()));
    boolean oneByOne = client.chance(50);
    return log.run(
        client,
        txn -> {
          if (oneByOne) {
            turned.forEach(txn::read);
          } else {
            txn.readAll(turned);
          }
        });
  }

  @Override
  public List<Step> closing() {
    return List.of(client -> log.read(client, reads -> reads.registers(ACCOUNTS)));
  }

  @Override
  public Recorded recorded() {
    return new Recorded.Transactions(log.history());
  }
}
