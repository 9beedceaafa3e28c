package io.halcyon.txn.fake;

import io.halcyon.core.id.RequestId;
import io.halcyon.core.id.ShardId;
import io.halcyon.txn.coordinator.Answer;
import io.halcyon.txn.coordinator.Coordinator;
import io.halcyon.txn.coordinator.CoordinatorConfig;
import io.halcyon.txn.coordinator.Effect;
import io.halcyon.txn.coordinator.Input;
import io.halcyon.txn.coordinator.Isolation;
import io.halcyon.txn.coordinator.Routing;
import io.halcyon.txn.coordinator.Statement;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.participant.Response;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Span;
import io.halcyon.txn.record.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Coordinators over shards in one thread, without faults but those a test asks for. A key's shard
/// is its first character: `a1` and `a2` are together, `b1` is elsewhere.
public final class FakeCluster implements Routing {
  /// One transaction and what its session has been answered.
  public final class Session {
    private final Coordinator coordinator;
    private final List<Answer> answers = new ArrayList<>();
    private final Map<Class<?>, Integer> sent = new LinkedHashMap<>();
    private int sendsLeft = Integer.MAX_VALUE;
    private boolean dead;

    private Session(Coordinator coordinator) {
      this.coordinator = coordinator;
    }

    /// Says something and lets the cluster work until nothing moves without time.
    public @Nullable Answer say(Statement statement) {
      int before = answers.size();
      run(coordinator.step(new Input.Said(statement), millis));
      settle();
      return answers.size() > before ? answers.getLast() : null;
    }

    /// Returns the last answer; null if there is none.
    public @Nullable Answer last() {
      return answers.isEmpty() ? null : answers.getLast();
    }

    public Coordinator coordinator() {
      return coordinator;
    }

    /// Returns how many requests of a kind were sent.
    public int sent(Class<? extends Request> kind) {
      return sent.getOrDefault(kind, 0);
    }

    public int sentInAll() {
      return sent.values().stream().mapToInt(Integer::intValue).sum();
    }

    /// Dies when it is about to send one more than `sends` requests.
    public void dieAfter(int sends) {
      sendsLeft = sends;
    }

    public boolean dead() {
      return dead;
    }

    private void run(List<Effect> effects) {
      for (Effect effect : effects) {
        if (dead) {
          return;
        }
        switch (effect) {
          case Effect.Tell tell -> answers.add(tell.answer());
          case Effect.Send send -> {
            if (sendsLeft == 0) {
              dead = true;
              return;
            }
            sendsLeft--;
            sent.merge(send.request().getClass(), 1, Integer::sum);
            FakeShard shard = shard(send.shard());
            shard.observe(hlc);
            long call = shard.ask(send.request());
            waiting.put(new Place(send.shard(), call), new Caller(this, send.call()));
          }
        }
      }
    }
  }

  private record Place(ShardId shard, long call) {}

  private record Caller(Session session, long call) {}

  private final Map<ShardId, FakeShard> shards = new LinkedHashMap<>();
  private final Map<Place, Caller> waiting = new HashMap<>();
  private final List<Session> sessions = new ArrayList<>();
  private final CoordinatorConfig config;
  private long requests;
  private long millis;
  private long hlc;

  public FakeCluster(CoordinatorConfig config) {
    this.config = config;
    for (int i = 1; i <= 3; i++) {
      shards.put(new ShardId(i), new FakeShard());
    }
  }

  public FakeCluster() {
    this(CoordinatorConfig.DEFAULT);
  }

  public Session begin(Isolation isolation) {
    requests++;
    return begin(isolation, new RequestId(7, requests, 10_000 + requests), null, requests << 8);
  }

  public Session begin(
      Isolation isolation, RequestId request, @Nullable Key anchor, long coordinator) {
    Coordinator made =
        new Coordinator(
            config,
            this,
            new Coordinator.Start(request, coordinator, anchor, isolation, 0),
            millis);
    Session session = new Session(made);
    sessions.add(session);
    return session;
  }

  /// Commits one write outside of any other transaction.
  public void put(String key, String value) {
    Session session = begin(Isolation.SERIALIZABLE);
    session.say(new Statement.Put(Key.of(key), value(value)));
    session.say(commit());
  }

  public static Value value(String text) {
    return new Value(text.getBytes(StandardCharsets.UTF_8), 0);
  }

  public static Statement commit() {
    return new Statement.Commit(Value.EMPTY, false);
  }

  /// Lets time pass, and everything happen that comes of it.
  public void pass(long duration) {
    for (long passed = 0; passed < duration; passed += 10) {
      millis += 10;
      shards.values().forEach(shard -> shard.pass(10));
      settle();
      for (Session session : sessions) {
        if (!session.dead) {
          session.run(session.coordinator.step(new Input.Tick(), millis));
        }
      }
      settle();
    }
  }

  private void settle() {
    boolean moved = true;
    while (moved) {
      moved = false;
      for (Map.Entry<ShardId, FakeShard> entry : shards.entrySet()) {
        for (long call : entry.getValue().takeAnswered()) {
          moved = true;
          hlc = Math.max(hlc, entry.getValue().now());
          Response response = entry.getValue().answer(call);
          Caller caller = waiting.remove(new Place(entry.getKey(), call));
          if (caller != null && response != null && !caller.session.dead) {
            Input answered = new Input.Answered(caller.call, response);
            caller.session.run(caller.session.coordinator.step(answered, millis));
          }
        }
      }
    }
  }

  public FakeShard shard(ShardId id) {
    FakeShard shard = shards.get(id);
    if (shard == null) {
      throw new IllegalArgumentException("no such shard: " + id);
    }
    return shard;
  }

  public FakeShard shardOf(String key) {
    return shard(shardOf(Key.of(key)));
  }

  /// Returns how many intents there are anywhere.
  public int intentCount() {
    return shards.values().stream().mapToInt(shard -> shard.state().intentCount()).sum();
  }

  public int recordCount() {
    return shards.values().stream().mapToInt(shard -> shard.state().recordCount()).sum();
  }

  @Override
  public ShardId shardOf(Key key) {
    return new ShardId(key.bytes()[0] - 'a' + 1);
  }

  @Override
  public List<ShardId> shardsOf(Span span) {
    return span.isPoint() ? List.of(shardOf(span.start())) : List.copyOf(shards.keySet());
  }
}
