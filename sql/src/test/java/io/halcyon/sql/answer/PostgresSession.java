package io.halcyon.sql.answer;

import io.halcyon.sql.answer.Answer.Failure;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A session with a PostgreSQL on this machine: just enough of the protocol for simple queries
/// without a password.
final class PostgresSession implements AutoCloseable {
  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;
  private final Map<String, String> typeNames = new HashMap<>();

  PostgresSession(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    ByteArrayOutputStream startup = new ByteArrayOutputStream();
    for (String word : new String[] {"user", "postgres", "database", "postgres", ""}) {
      startup.writeBytes(word.getBytes(StandardCharsets.UTF_8));
      startup.write(0);
    }
    out.writeInt(startup.size() + 8);
    out.writeInt(3 << 16);
    out.write(startup.toByteArray());
    out.flush();
    var _ = read();
    var _ = query("SET statement_timeout = '10s'");
    var _ = query("SET client_min_messages = error");
  }

  void setZone(String zone) throws IOException {
    var _ = query("SET TimeZone = '" + zone + "'");
  }

  /// What came back, with the types as numbers.
  private record Reply(
      List<String> names,
      List<int[]> types,
      List<List<@Nullable String>> rows,
      @Nullable Failure error) {}

  Answer ask(String sql) throws IOException {
    Reply reply = query(sql);
    if (reply.error() != null) {
      return Answer.failed(reply.error());
    }
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < reply.names().size(); i++) {
      columns.add(reply.names().get(i) + " " + typeName(reply.types().get(i)));
    }
    return new Answer(columns, reply.rows(), null);
  }

  private String typeName(int[] type) throws IOException {
    String call = "SELECT format_type(" + type[0] + ", " + type[1] + ")";
    String known = typeNames.get(call);
    if (known == null) {
      known = String.valueOf(query(call).rows().getFirst().getFirst());
      typeNames.put(call, known);
    }
    return known;
  }

  private Reply query(String sql) throws IOException {
    byte[] text = sql.getBytes(StandardCharsets.UTF_8);
    out.writeByte('Q');
    out.writeInt(text.length + 5);
    out.write(text);
    out.writeByte(0);
    out.flush();
    return read();
  }

  private Reply read() throws IOException {
    List<String> names = new ArrayList<>();
    List<int[]> types = new ArrayList<>();
    List<List<@Nullable String>> rows = new ArrayList<>();
    Failure error = null;
    while (true) {
      int type = in.readUnsignedByte();
      byte[] body = new byte[in.readInt() - 4];
      in.readFully(body);
      ByteBuffer buffer = ByteBuffer.wrap(body);
      switch (type) {
        case 'T' -> describe(buffer, names, types);
        case 'D' -> rows.add(row(buffer));
        case 'E' -> error = error(buffer);
        case 'Z' -> {
          return new Reply(names, types, rows, error);
        }
        default -> {
          // notices, parameters, completions: of no interest
        }
      }
    }
  }

  private static void describe(ByteBuffer buffer, List<String> names, List<int[]> types) {
    int count = buffer.getShort();
    for (int i = 0; i < count; i++) {
      names.add(string(buffer));
      buffer.position(buffer.position() + 6);
      int oid = buffer.getInt();
      buffer.getShort();
      types.add(new int[] {oid, buffer.getInt()});
      buffer.getShort();
    }
  }

  private static List<@Nullable String> row(ByteBuffer buffer) {
    int count = buffer.getShort();
    List<@Nullable String> row = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int length = buffer.getInt();
      if (length < 0) {
        row.add(null);
      } else {
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        row.add(new String(bytes, StandardCharsets.UTF_8));
      }
    }
    return row;
  }

  private static String string(ByteBuffer buffer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte b = buffer.get(); b != 0; b = buffer.get()) {
      bytes.write(b);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static Failure error(ByteBuffer buffer) {
    Map<Character, String> fields = new HashMap<>();
    for (byte field = buffer.get(); field != 0; field = buffer.get()) {
      fields.put((char) field, string(buffer));
    }
    return new Failure(
        fields.getOrDefault('C', ""),
        Integer.parseInt(fields.getOrDefault('P', "0")),
        fields.getOrDefault('M', ""),
        fields.get('D'),
        fields.get('H'));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
