package io.halcyon.cli.txn;

import io.halcyon.client.KeyLock;
import io.halcyon.client.TransactionOptions.Isolation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Reads one statement. Keywords may be written in capitals; options stand at the end of the line.
///
/// ```
/// begin [serializable | snapshot | read committed] [read only]
/// get KEY...
/// put KEY VALUE
/// delete KEY
/// scan PREFIX [limit N]
/// scan from START to END [limit N]
/// lock KEY... [for update | for share] [nowait | skip locked]
/// savepoint NAME
/// rollback to NAME
/// release NAME
/// commit
/// rollback
/// ```
final class StatementParser {
  /// Most pairs of a scan that says nothing of it.
  static final long LIMIT = 100;

  private final List<String> words;

  private StatementParser(List<String> words) {
    this.words = new ArrayList<>(words);
  }

  /// @param words of the line, quotes taken away; at least one
  /// @throws IllegalArgumentException saying how the statement is written
  static Statement parse(List<String> words) {
    StatementParser parser = new StatementParser(words.subList(1, words.size()));
    return switch (words.getFirst().toLowerCase(Locale.ROOT)) {
      case "begin" -> parser.begin();
      case "get" -> new Statement.Get(parser.some("get KEY..."));
      case "put" -> parser.put();
      case "delete" -> new Statement.Delete(parser.one("delete KEY"));
      case "scan" -> parser.scan();
      case "lock" -> parser.lock();
      case "savepoint" -> new Statement.Savepoint(parser.one("savepoint NAME"));
      case "release" -> new Statement.Release(parser.one("release NAME"));
      case "commit" -> parser.alone("commit", new Statement.Commit());
      case "rollback" -> parser.rollback();
      default ->
          throw new IllegalArgumentException(
              "no such statement: "
                  + words.getFirst()
                  + "; there are begin, get, put, delete, scan, lock, savepoint, rollback to,"
                  + " release, commit, rollback");
    };
  }

  private Statement begin() {
    boolean readOnly = takeLast("read", "only");
    Isolation isolation = Isolation.SERIALIZABLE;
    if (takeLast("read", "committed")) {
      isolation = Isolation.READ_COMMITTED;
    } else if (takeLast("snapshot")) {
      isolation = Isolation.SNAPSHOT;
    } else {
      takeLast("serializable");
    }
    return alone(
        "begin [serializable | snapshot | read committed] [read only]",
        new Statement.Begin(isolation, readOnly));
  }

  private Statement put() {
    require(words.size() == 2, "put KEY VALUE");
    return new Statement.Put(words.get(0), words.get(1));
  }

  private Statement scan() {
    String form = "scan PREFIX [limit N] or scan from START to END [limit N]";
    long limit = LIMIT;
    int count = words.size();
    if (count >= 3 && is(count - 2, "limit")) {
      try {
        limit = Long.parseLong(words.get(count - 1));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("not a number: " + words.get(count - 1), e);
      }
      require(limit >= 1, form);
      words.subList(count - 2, count).clear();
    }
    if (words.size() == 4 && is(0, "from") && is(2, "to")) {
      return new Statement.ScanRange(words.get(1), words.get(3), limit);
    }
    require(words.size() == 1, form);
    return new Statement.ScanPrefix(words.getFirst(), limit);
  }

  private Statement lock() {
    boolean nowait = takeLast("nowait");
    boolean skip = !nowait && takeLast("skip", "locked");
    boolean share = takeLast("for", "share");
    if (!share) {
      takeLast("for", "update");
    }
    KeyLock how = share ? KeyLock.FOR_SHARE : KeyLock.FOR_UPDATE;
    how = nowait ? how.nowait() : skip ? how.skipLocked() : how;
    return new Statement.Lock(
        some("lock KEY... [for update | for share] [nowait | skip locked]"), how);
  }

  private Statement rollback() {
    if (words.isEmpty()) {
      return new Statement.Rollback();
    }
    require(words.size() == 2 && is(0, "to"), "rollback or rollback to NAME");
    return new Statement.RollbackTo(words.get(1));
  }

  private String one(String form) {
    require(words.size() == 1, form);
    return words.getFirst();
  }

  private List<String> some(String form) {
    require(!words.isEmpty(), form);
    return words;
  }

  private Statement alone(String form, Statement statement) {
    require(words.isEmpty(), form);
    return statement;
  }

  private boolean is(int index, String keyword) {
    return words.get(index).equalsIgnoreCase(keyword);
  }

  /// Takes keywords away if the line ends with them.
  private boolean takeLast(String... keywords) {
    int from = words.size() - keywords.length;
    if (from < 0) {
      return false;
    }
    for (int i = 0; i < keywords.length; i++) {
      if (!is(from + i, keywords[i])) {
        return false;
      }
    }
    words.subList(from, words.size()).clear();
    return true;
  }

  private static void require(boolean holds, String form) {
    if (!holds) {
      throw new IllegalArgumentException("write: " + form);
    }
  }
}
