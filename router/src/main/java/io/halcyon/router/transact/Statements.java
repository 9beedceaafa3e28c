package io.halcyon.router.transact;

import com.google.protobuf.ByteString;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.key.StoredKey;
import io.halcyon.proto.v1.TxnGet;
import io.halcyon.proto.v1.TxnLockKeys;
import io.halcyon.proto.v1.TxnScan;
import io.halcyon.router.kv.UserKeys;
import io.halcyon.txn.coordinator.Statement;
import io.halcyon.txn.lock.LockMode;
import io.halcyon.txn.participant.Request.WaitPolicy;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Span;
import io.halcyon.txn.record.Value;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// Statements of what clients say, checked against the limits of the public API. Each method throws
/// {@link HalcyonException} with `Invalid` that names the limit. Stateless.
final class Statements {
  /// Longest answer that is remembered with a commit.
  static final int ANSWER_BYTES_MAX = 64 << 10;

  /// Most bytes of keys and values that one statement returns.
  static final int READ_BYTES_MAX = 4 << 20;

  private static final int GET_KEYS_MAX = 10_000;
  private static final int LOCK_KEYS_MAX = 1_000;
  private static final int SCAN_LIMIT_DEFAULT = 1_000;
  private static final int SCAN_LIMIT_MAX = 10_000;
  private static final int NAME_BYTES_MAX = 128;
  private static final long TTL_MILLIS_MAX = Duration.ofDays(36_500).toMillis();
  private static final Key FIRST = new Key(new byte[] {StoredKey.KV});
  private static final Key END = new Key(new byte[] {StoredKey.KV + 1});

  private Statements() {}

  static Key key(ByteString user) {
    return new Key(UserKeys.stored(user).toByteArray());
  }

  static void checkKey(ByteString user) {
    UserKeys.check(user);
  }

  static byte[] value(ByteString value) {
    checkValue(value);
    return value.toByteArray();
  }

  static void checkValue(ByteString value) {
    if (value.size() > StoredKey.VALUE_BYTES_MAX) {
      throw invalid(
          "value of " + value.size() + " bytes exceeds the limit of " + StoredKey.VALUE_BYTES_MAX);
    }
  }

  static long ttl(long millis) {
    checkTtl(millis);
    return millis;
  }

  static void checkTtl(long millis) {
    if (millis < 0 || millis > TTL_MILLIS_MAX) {
      throw invalid("a time to live must be at most 100 years");
    }
  }

  static String name(String name) {
    int length = name.getBytes(StandardCharsets.UTF_8).length;
    if (length < 1 || length > NAME_BYTES_MAX) {
      throw invalid("a savepoint's name must have 1 to " + NAME_BYTES_MAX + " bytes");
    }
    return name;
  }

  static Value answer(ByteString answer) {
    if (answer.size() > ANSWER_BYTES_MAX) {
      throw invalid(
          "an answer to remember may have " + ANSWER_BYTES_MAX + " bytes: " + answer.size());
    }
    return new Value(answer.toByteArray(), 0);
  }

  static Statement.Get get(TxnGet get) {
    return new Statement.Get(keys(get.getKeysList(), GET_KEYS_MAX), READ_BYTES_MAX);
  }

  static Statement.Lock lock(TxnLockKeys lock) {
    LockMode mode =
        switch (lock.getMode()) {
          case FOR_UPDATE -> LockMode.EXCLUSIVE;
          case FOR_SHARE -> LockMode.SHARED;
          case MODE_UNSPECIFIED, UNRECOGNIZED -> throw invalid("a lock must say its mode");
        };
    WaitPolicy policy =
        switch (lock.getWait()) {
          case WAIT_UNSPECIFIED, WAIT -> WaitPolicy.WAIT;
          case NOWAIT -> WaitPolicy.NOWAIT;
          case SKIP_LOCKED -> WaitPolicy.SKIP_LOCKED;
          case UNRECOGNIZED -> throw invalid("unknown way to wait for a lock");
        };
    return new Statement.Lock(keys(lock.getKeysList(), LOCK_KEYS_MAX), mode, policy);
  }

  private static List<Key> keys(List<ByteString> users, int most) {
    if (users.size() > most) {
      throw invalid("a statement may name " + most + " keys: " + users.size());
    }
    return users.stream().map(Statements::key).toList();
  }

  /// Returns how many rows a scan is to return at most.
  static int limit(TxnScan scan) {
    int limit = scan.getLimit();
    if (limit < 0 || limit > SCAN_LIMIT_MAX) {
      throw invalid("a scan may return " + SCAN_LIMIT_MAX + " rows");
    }
    return limit == 0 ? SCAN_LIMIT_DEFAULT : limit;
  }

  /// One row more than wanted tells whether there are more.
  static Statement scan(TxnScan scan, int limit) {
    Key start = bound(scan.getStart(), FIRST);
    Key end = bound(scan.getEnd(), END);
    // An empty range shows nothing, but it has a snapshot like any other.
    return start.compareTo(end) >= 0
        ? new Statement.Get(List.of())
        : new Statement.Scan(new Span(start, end), limit + 1, scan.getReverse(), READ_BYTES_MAX);
  }

  private static Key bound(ByteString user, Key open) {
    if (user.isEmpty()) {
      return open;
    }
    if (user.size() > StoredKey.KEY_BYTES_MAX + 1) {
      throw invalid(
          "bound of " + user.size() + " bytes exceeds a key's limit of " + StoredKey.KEY_BYTES_MAX);
    }
    return new Key(StoredKey.kv(user.toByteArray()));
  }

  private static HalcyonException invalid(String detail) {
    return new HalcyonException(new Failure.Invalid(detail));
  }
}
