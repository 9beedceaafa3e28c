package io.halcyon.sql.corpus;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// Asks a PostgreSQL server on this machine whether a text is grammatical.
///
/// Sends each text within a transaction that has failed: PostgreSQL then parses it, and refuses to
/// run it with 25P02. So nothing is executed, no table need exist, and any other code comes from
/// the grammar. Speaks just enough of the protocol for simple queries without a password.
final class PostgresOracle implements AutoCloseable {
  /// PostgreSQL's code of a statement that is refused because the transaction has failed.
  private static final String IN_FAILED_TRANSACTION = "25P02";

  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;
  private char transaction = 'I';

  PostgresOracle(int port, String user, String database) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    ByteArrayOutputStream startup = new ByteArrayOutputStream();
    for (String word : new String[] {"user", user, "database", database, ""}) {
      startup.writeBytes(word.getBytes(StandardCharsets.UTF_8));
      startup.write(0);
    }
    out.writeInt(startup.size() + 8);
    out.writeInt(3 << 16);
    out.write(startup.toByteArray());
    out.flush();
    Verdict started = readUntilReady();
    if (!started.accepted()) {
      throw new IOException("PostgreSQL refuses the connection: " + started);
    }
  }

  /// Returns what PostgreSQL's grammar says of a text.
  Verdict judge(String sql) throws IOException {
    if (transaction != 'E') {
      var _ = query("ROLLBACK");
      var _ = query("BEGIN");
      var _ = query("SELECT 1/0");
    }
    Verdict verdict = query(sql);
    return parsedOnly(verdict) ? Verdict.ACCEPTED : verdict;
  }

  /// `ROLLBACK TO` is run even then, and finds no savepoint (3B001).
  private static boolean parsedOnly(Verdict verdict) {
    return verdict.sqlState().equals(IN_FAILED_TRANSACTION) || verdict.sqlState().equals("3B001");
  }

  private Verdict query(String sql) throws IOException {
    byte[] text = sql.getBytes(StandardCharsets.UTF_8);
    out.writeByte('Q');
    out.writeInt(text.length + 5);
    out.write(text);
    out.writeByte(0);
    out.flush();
    return readUntilReady();
  }

  private Verdict readUntilReady() throws IOException {
    Verdict verdict = Verdict.ACCEPTED;
    while (true) {
      int type = in.readUnsignedByte();
      byte[] body = new byte[in.readInt() - 4];
      in.readFully(body);
      switch (type) {
        case 'E' -> verdict = error(body);
        case 'Z' -> {
          transaction = (char) body[0];
          return verdict;
        }
        case 'G' -> {
          out.writeByte('f');
          out.writeInt(5);
          out.writeByte(0);
          out.flush();
        }
        default -> {
          // rows, notices, parameters: of no interest
        }
      }
    }
  }

  private static Verdict error(byte[] body) {
    String sqlState = "";
    int position = 0;
    int at = 0;
    while (at < body.length && body[at] != 0) {
      int end = at + 1;
      while (body[end] != 0) {
        end++;
      }
      String value = new String(body, at + 1, end - at - 1, StandardCharsets.UTF_8);
      if (body[at] == 'C') {
        sqlState = value;
      } else if (body[at] == 'P') {
        position = Integer.parseInt(value);
      }
      at = end + 1;
    }
    return new Verdict(sqlState, position);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
