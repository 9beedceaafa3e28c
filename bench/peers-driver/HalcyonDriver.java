package peers.drivers;

import io.halcyon.client.Entry;
import io.halcyon.client.HalcyonClient;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import peers.Config;
import peers.Driver;

/** Halcyon by its Java client. --url a comma-separated list of routers, host:port. */
public final class HalcyonDriver implements Driver {
    private HalcyonClient[] clients;
    private final AtomicInteger next = new AtomicInteger();

    @Override
    public void open(Config config) {
        String[] routers = config.get("url", "127.0.0.1:7400").split(",");
        clients = new HalcyonClient[routers.length];
        for (int i = 0; i < routers.length; i++) {
            clients[i] = HalcyonClient.connect(routers[i]);
        }
    }

    @Override
    public KvSession kv() {
        HalcyonClient client = clients[Math.floorMod(next.getAndIncrement(), clients.length)];
        return new KvSession() {
            @Override
            public void put(String key, byte[] value) {
                client.put(key.getBytes(StandardCharsets.UTF_8), value);
            }

            @Override
            public byte[] get(String key) {
                return client.get(key.getBytes(StandardCharsets.UTF_8)).map(Entry::value).orElse(null);
            }
        };
    }

    @Override
    public void close() {
        for (HalcyonClient client : clients) {
            client.close();
        }
    }
}
