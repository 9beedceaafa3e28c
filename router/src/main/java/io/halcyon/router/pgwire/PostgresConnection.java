package io.halcyon.router.pgwire;

import io.halcyon.core.failure.InvariantViolation;
import io.halcyon.core.hlc.PhysicalClock;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.session.Client.ClientGone;
import io.halcyon.sql.session.Settings;
import io.halcyon.sql.session.SqlSession;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection, from its first byte to its last. Owned by its thread, except {@link #cancel} and
/// {@link #end}.
final class PostgresConnection {
  private static final Logger log = LoggerFactory.getLogger(PostgresConnection.class);
  private static final int SSL_REQUEST = 80_877_103;
  private static final int GSS_REQUEST = 80_877_104;
  private static final int CANCEL_REQUEST = 80_877_102;
  private static final int VERSION_3 = 3;
  private static final long EPOCH_MICROS = Duration.ofDays(10_957).toMillis() * 1_000;

  private final PostgresServer server;
  private final Socket socket;
  private final int processId;
  private final int secret;
  private final MessageReader reader;
  private final MessageWriter writer;
  private volatile @Nullable SqlSession session;
  private volatile boolean ending;
  private volatile boolean busy;

  PostgresConnection(PostgresServer server, Socket socket, int processId, int secret)
      throws IOException {
    this.server = server;
    this.socket = socket;
    this.processId = processId;
    this.secret = secret;
    this.reader = new MessageReader(socket.getInputStream(), server.config().messageBytesMax());
    this.writer = new MessageWriter(socket.getOutputStream());
  }

  int processId() {
    return processId;
  }

  /// Makes what it does fail, if who asks knows the secret; one that does nothing is left alone, as
  /// its transaction would be lost. Any thread.
  void cancel(int knownSecret) {
    SqlSession now = session;
    if (knownSecret == secret && now != null && busy) {
      now.cancel();
    }
  }

  /// Ends the connection: at once if it is idle, else when its statement has ended. Any thread.
  void end() {
    ending = true;
    if (!busy) {
      closeSocket();
    }
  }

  /// Tells the client that there are too many.
  void refuse() {
    fatal(
        new SqlError(SqlState.TOO_MANY_CONNECTIONS, "sorry, too many clients already")
            .withHint("Raise router.postgres.connections-max, or use a pool."));
    closeSocket();
  }

  void closeSocket() {
    try {
      socket.close();
    } catch (IOException e) {
      log.atDebug().setCause(e).log("closing a connection");
    }
  }

  void run() {
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) server.config().startupTimeout().toMillis());
      Map<String, String> asked = startup();
      if (asked != null) {
        socket.setSoTimeout(0);
        serve(asked);
      }
    } catch (ClientGone | IOException e) {
      log.atDebug().setCause(e).log("connection ended");
    } catch (SqlError e) {
      fatal(e);
    } finally {
      closeSocket();
    }
  }

  private void fatal(SqlError error) {
    try {
      WireClient client = new WireClient(reader, writer, this::noContext);
      client.error("FATAL", error, "");
      client.flush();
    } catch (ClientGone e) {
      log.atDebug().setCause(e).log("connection ended");
    }
  }

  private io.halcyon.sql.session.SessionContext noContext() {
    throw new IllegalStateException("no session");
  }

  /// Returns what the client asks for; null if it wants no session.
  private @Nullable Map<String, String> startup() throws IOException {
    while (true) {
      Message message = reader.startup();
      int version = message.int32();
      switch (version) {
        case SSL_REQUEST, GSS_REQUEST -> writer.plain('N');
        case CANCEL_REQUEST -> {
          server.cancel(message.int32(), message.int32());
          return null;
        }
        default -> {
          return parameters(message, version);
        }
      }
    }
  }

  private Map<String, String> parameters(Message message, int version) {
    if (version >>> 16 != VERSION_3) {
      throw new SqlError(
          SqlState.FEATURE_NOT_SUPPORTED,
          "unsupported frontend protocol %d.%d: server supports 3.0"
              .formatted(version >>> 16, version & 0xFFFF));
    }
    Map<String, String> asked = new HashMap<>();
    int unknown = 0;
    StringBuilder names = new StringBuilder();
    for (String name = message.text(); !name.isEmpty(); name = message.text()) {
      String value = message.text();
      if (name.startsWith("_pq_.")) {
        unknown++;
        names.append(name).append('\0');
      } else {
        asked.put(name, value);
      }
    }
    if ((version & 0xFFFF) > 0 || unknown > 0) {
      writer
          .begin('v')
          .int32(VERSION_3 << 16)
          .int32(unknown)
          .bytes(names.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8))
          .end();
    }
    if (!asked.containsKey("user")) {
      throw new SqlError(
          SqlState.INVALID_AUTHORIZATION, "no PostgreSQL user name specified in startup packet");
    }
    return asked;
  }

  private void serve(Map<String, String> asked) throws IOException {
    String user = asked.getOrDefault("user", "");
    String database = asked.getOrDefault("database", user);
    Map<String, String> wanted = new HashMap<>(asked);
    wanted.keySet().removeAll(java.util.Set.of("user", "database", "options", "replication"));
    wanted.putAll(options(asked.getOrDefault("options", "")));
    if (asked.containsKey("replication") && !asked.get("replication").equals("false")) {
      throw SqlError.unsupported("the replication protocol");
    }
    Settings settings = new Settings(user, wanted);
    try (SqlSession opened =
        new SqlSession(
            server.engine().open(),
            settings,
            new SqlSession.Identity(user, database, processId),
            () -> micros(server.clock()),
            server.timeouts())) {
      session = opened;
      WireClient client = new WireClient(reader, writer, opened::context);
      greet(client, settings);
      new Conversation(opened, client).run();
    } finally {
      session = null;
    }
  }

  /// Takes `-c name=value` and `--name=value` apart.
  private static Map<String, String> options(String text) {
    Map<String, String> options = new HashMap<>();
    String[] words = text.strip().split("(?<!\\\\)\\s+");
    for (int i = 0; i < words.length; i++) {
      String word = words[i];
      if (word.equals("-c") && i + 1 < words.length) {
        word = words[++i];
      } else if (word.startsWith("-c")) {
        word = word.substring(2);
      } else if (word.startsWith("--")) {
        word = word.substring(2);
      }
      int equals = word.indexOf('=');
      if (equals > 0) {
        String value = word.substring(equals + 1).replaceAll("\\\\(.)", "$1");
        options.put(word.substring(0, equals).replace('-', '_'), value);
      }
    }
    return options;
  }

  private static long micros(PhysicalClock clock) {
    return clock.millis() * 1_000 - EPOCH_MICROS;
  }

  private void greet(WireClient client, Settings settings) {
    writer.begin('R').int32(0).end();
    for (String name : Settings.REPORTED) {
      client.setting(name, settings.get(name));
    }
    writer.begin('K').int32(processId).int32(secret).end();
    client.ready('I');
  }

  /// The messages after the greeting.
  private final class Conversation {
    private final SqlSession session;
    private final WireClient client;
    private final ExtendedQuery extended;

    Conversation(SqlSession session, WireClient client) {
      this.session = session;
      this.client = client;
      this.extended = new ExtendedQuery(session, client, reader);
    }

    void run() throws IOException {
      while (!ending) {
        Message message = reader.next();
        if (message == null || message.type() == 'X') {
          return;
        }
        busy = true;
        boolean goesOn = handle(message);
        busy = false;
        if (!goesOn) {
          return;
        }
      }
      client.error(
          "FATAL",
          new SqlError(
              SqlState.ADMIN_SHUTDOWN, "terminating connection due to administrator command"),
          "");
      client.flush();
    }

    /// Returns whether the connection goes on.
    private boolean handle(Message message) throws IOException {
      if (client.skipsToSync() && message.type() != 'S') {
        return true;
      }
      String sql = "";
      try {
        switch (message.type()) {
          case 'Q' -> {
            sql = message.text();
            query(sql);
          }
          case 'P' -> extended.parse(message);
          case 'B' -> extended.bind(message);
          case 'D' -> extended.describe(message);
          case 'E' -> extended.execute(message);
          case 'C' -> extended.close(message);
          case 'H' -> client.flush();
          case 'S' -> sync();
          case 'd', 'c', 'f' -> {
            // What is left of a copy that has failed.
          }
          default -> {
            client.error(
                "FATAL",
                new SqlError(
                    SqlState.PROTOCOL_VIOLATION,
                    "invalid frontend message type " + (int) message.type()),
                "");
            client.flush();
            return false;
          }
        }
      } catch (SqlError e) {
        failed(message, e, sql);
      } catch (RuntimeException | StackOverflowError | LinkageError | InvariantViolation e) {
        if (e instanceof ClientGone gone) {
          throw gone;
        }
        log.atError().setCause(e).log("a statement broke");
        failed(message, new SqlError(SqlState.INTERNAL_ERROR, "internal error: " + e), sql);
      }
      return true;
    }

    private void failed(Message message, SqlError error, String sql) {
      boolean simple = message.type() == 'Q';
      session.failed();
      client.error("ERROR", session.explained(error), simple ? sql : extended.text());
      if (message.type() == 'S' || simple) {
        extended.transactionEnded();
        client.skipToSync(false);
        client.ready(state());
      } else {
        client.skipToSync(true);
      }
    }

    private void query(String sql) {
      extended.simpleQueryBegins();
      client.use(new int[0], true);
      session.query(sql, client);
      if (session.state() == SqlSession.State.IDLE) {
        extended.transactionEnded();
      }
      client.ready(state());
    }

    private void sync() {
      client.skipToSync(false);
      session.endImplicit();
      if (session.state() == SqlSession.State.IDLE) {
        extended.transactionEnded();
      }
      client.ready(state());
    }

    private char state() {
      return switch (session.state()) {
        case IDLE, IMPLICIT -> 'I';
        case BLOCK -> 'T';
        case FAILED -> 'E';
      };
    }
  }
}
