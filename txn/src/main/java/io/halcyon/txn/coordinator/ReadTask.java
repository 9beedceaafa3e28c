package io.halcyon.txn.coordinator;

import io.halcyon.core.id.ShardId;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.participant.Response;
import io.halcyon.txn.participant.Verdict;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Row;
import io.halcyon.txn.record.Span;
import io.halcyon.txn.record.Value;
import io.halcyon.txn.record.Version;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One statement that reads without locking.
///
/// The first leader that is asked assigns the snapshot if there is none yet, so it is asked alone;
/// then all others at once.
final class ReadTask {
  private final Desk desk;
  private final Pusher pusher;
  private final Map<Key, Row> found = new HashMap<>();
  private final Deque<Piece> unsent = new ArrayDeque<>();
  // Of the scan under way: what each shard has not told yet.
  private Map<ShardId, @Nullable Span> rests = new LinkedHashMap<>();
  private long bytesMax = Long.MAX_VALUE;
  private long bytes;
  private int open;

  /// What one shard is asked.
  private record Piece(ShardId shard, List<Span> spans, int limit, boolean reverse) {}

  ReadTask(Desk desk, Pusher pusher) {
    this.desk = desk;
    this.pusher = pusher;
  }

  /// Reads keys.
  ///
  /// @param locked rows that were just read under a lock
  void get(Turn turn, Statement.Get get, Map<Key, Row> locked) {
    List<Key> keys = get.keys();
    bytesMax = get.bytesMax();
    Map<ShardId, List<Span>> byShard = new LinkedHashMap<>();
    for (Key key : keys) {
      if (desk.attempt().writes().get(key) == null && !locked.containsKey(key)) {
        byShard
            .computeIfAbsent(desk.routing().shardOf(key), _ -> new ArrayList<>())
            .add(Span.point(key));
      }
    }
    found.putAll(locked);
    byShard.forEach((shard, spans) ->
        Pieces.of(spans, Pieces::size, desk.config().pieceBytesMax())
            .forEach(piece -> unsent.add(new Piece(shard, piece, 0, false))));
    sendNext(turn, next -> answerGet(next, get));
  }

  private void answerGet(Turn turn, Statement.Get get) {
    long at = desk.attempt().readAt();
    List<Row> rows = new ArrayList<>();
    for (Key key : get.keys()) {
      Version own = desk.attempt().writes().get(key);
      Row row = found.get(key);
      if (own != null) {
        rows.add(new Row(key, new Version(at, own.value())));
      } else {
        rows.add(row == null ? new Row(key, Version.ABSENT) : row);
      }
      if (own == null && desk.attempt().reads().lockedAt(key) == null) {
        read(Span.point(key), get.validated());
      }
    }
    desk.tell(turn, new Answer.Rows(at, rows));
  }

  private void read(Span span, boolean validated) {
    desk.attempt().sawSnapshot();
    if (validated || desk.attempt().isolation() == Isolation.SERIALIZABLE) {
      desk.attempt().reads().read(span, desk.attempt().readAt());
    }
  }

  /// Reads a range that may lie on many shards: each is asked for as many rows as are wanted, and
  /// for more as long as what it has not told yet could come before the last row.
  void scan(Turn turn, Statement.Scan scan) {
    Map<ShardId, @Nullable Span> rest = new LinkedHashMap<>();
    for (ShardId shard : desk.routing().shardsOf(scan.span())) {
      rest.put(shard, null);
      unsent.add(piece(shard, scan.span(), scan));
    }
    scanOn(turn, scan, rest);
  }

  private Piece piece(ShardId shard, Span span, Statement.Scan scan) {
    int deleted = desk.attempt().writes().deletedIn(span);
    int limit = (int) Math.min(Integer.MAX_VALUE, (long) scan.limit() + deleted);
    return new Piece(shard, List.of(span), limit, scan.reverse());
  }

  private void scanOn(Turn turn, Statement.Scan scan, Map<ShardId, @Nullable Span> rest) {
    unsent.forEach(piece -> rest.put(piece.shard(), null));
    rests = rest;
    sendNext(
        turn,
        next -> {
          Span covered = covered(scan, rest);
          List<Row> rows = merged(covered, scan.reverse());
          boolean enough = rows.size() >= scan.limit() || fitting(rows, scan) < rows.size();
          if (enough || covered.equals(scan.span())) {
            answerScan(next, scan, covered, rows);
            return;
          }
          rest.forEach((shard, left) -> {
            if (left != null && !toldFurther(left, covered, scan)) {
              unsent.add(piece(shard, left, scan));
            }
          });
          scanOn(next, scan, rest);
        });
  }

  private static boolean toldFurther(Span left, Span covered, Statement.Scan scan) {
    // Only those are asked for more that hold back the frontier.
    return scan.reverse()
        ? left.end() != null && !left.end().equals(covered.start())
        : !left.start().equals(covered.end());
  }

  /// Returns the part of the span that every shard has told of.
  private static Span covered(Statement.Scan scan, Map<ShardId, @Nullable Span> rest) {
    Key start = scan.span().start();
    Key end = scan.span().end();
    for (Span left : rest.values()) {
      if (left == null) {
        continue;
      }
      Key leftEnd = left.end();
      if (scan.reverse() && leftEnd != null) {
        start = start.compareTo(leftEnd) < 0 ? leftEnd : start;
      } else if (!scan.reverse()) {
        end = end == null || left.start().compareTo(end) < 0 ? left.start() : end;
      }
    }
    return new Span(start, end);
  }

  private List<Row> merged(Span covered, boolean reverse) {
    List<Row> rows =
        found.values().stream()
            // A range of a single key is read as a point, whose row may say that it is absent.
            .filter(row -> row.version().exists() && covered.contains(row.key()))
            .toList();
    return desk.attempt().writes().over(rows, covered, desk.attempt().readAt(), reverse);
  }

  private void answerScan(Turn turn, Statement.Scan scan, Span covered, List<Row> rows) {
    int fitting = fitting(rows, scan);
    List<Row> cut = rows.subList(0, Math.min(fitting, scan.limit()));
    boolean early = fitting < Math.min(rows.size(), scan.limit());
    Span seen = covered;
    if (!cut.isEmpty() && (early || cut.size() == scan.limit())) {
      Key last = cut.getLast().key();
      seen =
          scan.reverse() ? new Span(last, covered.end()) : new Span(covered.start(), last.next());
    }
    read(seen, scan.validated());
    desk.tell(turn, new Answer.Rows(desk.attempt().readAt(), cut, early));
  }

  /// Returns how many of the rows fit into the scan's bound of bytes, at least one.
  private static int fitting(List<Row> rows, Statement.Scan scan) {
    long bytes = 0;
    for (int i = 0; i < rows.size(); i++) {
      bytes += size(rows.get(i));
      if (bytes > scan.bytesMax() && i > 0) {
        return i;
      }
    }
    return rows.size();
  }

  private static long size(Row row) {
    Value value = row.version().value();
    return Pieces.size(row.key()) + (value == null ? 0L : value.bytes().length);
  }

  /// What follows when everything that was asked has been told.
  private interface Then {
    void go(Turn turn);
  }

  private void sendNext(Turn turn, Then then) {
    if (!desk.busy()) {
      return; // it is answered already
    }
    if (unsent.isEmpty()) {
      if (open == 0) {
        then.go(turn);
      }
      return;
    }
    if (desk.attempt().readAt() == 0) {
      if (open == 0) {
        send(turn, unsent.remove(), List.of(), then);
      }
      return;
    }
    while (!unsent.isEmpty()) {
      send(turn, unsent.remove(), List.of(), then);
    }
  }

  private void send(Turn turn, Piece piece, List<Verdict> known, Then then) {
    open++;
    Attempt attempt = desk.attempt();
    Request.Read read =
        new Request.Read(
            attempt.id(), attempt.readAt(), piece.spans(), piece.limit(), piece.reverse(), known);
    desk.calls()
        .send(
            turn,
            Calls.Scope.STATEMENT,
            () -> piece.shard(),
            read,
            (next, response) -> {
              open--;
              answered(next, piece, known, response, then);
            });
  }

  private void take(Turn turn, Piece piece, Response.Rows rows, Then then) {
    boolean keys = piece.limit() == 0;
    if (!rows.rest().isEmpty() && keys) {
      // As much as fits into one answer; the shard has the rest as well.
      unsent.add(new Piece(piece.shard(), rows.rest(), 0, false));
    } else if (!rows.rest().isEmpty()) {
      rests.put(piece.shard(), rows.rest().getFirst());
    }
    bytes += keys ? rows.rows().stream().mapToLong(ReadTask::size).sum() : 0;
    if (bytes > bytesMax) {
      desk.tell(
          turn,
          new Answer.Failed(
              Answer.Reason.INVALID,
              "the values exceed " + bytesMax + " bytes; get fewer keys at once",
              null));
      return;
    }
    sendNext(turn, then);
  }

  private void answered(Turn turn, Piece piece, List<Verdict> known, Response response, Then then) {
    if (response instanceof Response.Rows rows) {
      desk.attempt().readAt(rows.readAt());
      rows.rows().forEach(row -> found.put(row.key(), row));
      take(turn, piece, rows, then);
    } else if (response instanceof Response.Blocked blocked) {
      // The snapshot is what the first leader has read at, also if it could not finish.
      desk.attempt().readAt(blocked.readAt());
      open++;
      pusher.push(
          turn,
          blocked,
          (next, verdicts) -> {
            open--;
            List<Verdict> all = new ArrayList<>(known);
            all.addAll(verdicts);
            send(next, piece, all, then);
            sendNext(next, then);
          });
    } else {
      throw Unexpected.answer(Request.Read.class, response);
    }
  }
}
