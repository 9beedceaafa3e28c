package io.halcyon.bench;

import io.halcyon.bench.load.KvTarget;
import io.halcyon.client.AsyncClient;
import io.halcyon.client.ClientConfig;
import io.halcyon.client.HalcyonClient;
import io.halcyon.client.Scan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// A Halcyon cluster by its Java client. Clients are spread evenly over the routers; when one
/// router is lost, its share goes to the others.
final class HalcyonTarget implements KvTarget {
  private static final byte[] FIRST_PAGE = new byte[0];

  private final List<HalcyonClient> connections = new ArrayList<>();
  private final List<AsyncClient> clients;

  /// @param routers `host:port` each
  /// @param connectionCount how many in all; at least one for each router is opened
  HalcyonTarget(List<String> routers, int connectionCount) {
    int perRouter = Math.max(1, connectionCount / routers.size());
    for (int i = 0; i < routers.size(); i++) {
      List<String> ownFirst = new ArrayList<>(routers);
      Collections.rotate(ownFirst, -i);
      ClientConfig defaults = ClientConfig.DEFAULT;
      connections.add(
          HalcyonClient.connect(
              new ClientConfig(
                  ownFirst,
                  defaults.timeout(),
                  defaults.retry(),
                  perRouter,
                  defaults.outstandingMax(),
                  defaults.eventLoops())));
    }
    clients = connections.stream().map(HalcyonClient::async).toList();
  }

  @Override
  public String name() {
    return "halcyon";
  }

  @Override
  public void put(int client, byte[] key, byte[] value, Completion completion) {
    var _ =
        of(client)
            .put(key, value)
            .whenComplete((_, failure) -> {
              if (failure == null) {
                completion.succeeded(0);
              } else {
                completion.failed(failure);
              }
            });
  }

  @Override
  public void get(int client, byte[] key, Completion completion) {
    var _ =
        of(client)
            .get(key)
            .whenComplete((entry, failure) -> {
              if (failure == null) {
                completion.succeeded(entry.isPresent() ? 1 : 0);
              } else {
                completion.failed(failure);
              }
            });
  }

  @Override
  public void scan(int client, byte[] start, int limit, Completion completion) {
    Scan page = Scan.range(start, null).limit(limit).pageSize(limit);
    var _ =
        of(client)
            .scanPage(page, FIRST_PAGE)
            .whenComplete((found, failure) -> {
              if (failure == null) {
                completion.succeeded(found.entries().size());
              } else {
                completion.failed(failure);
              }
            });
  }

  private AsyncClient of(int client) {
    return clients.get(client % clients.size());
  }

  @Override
  public void close() {
    connections.forEach(HalcyonClient::close);
  }
}
