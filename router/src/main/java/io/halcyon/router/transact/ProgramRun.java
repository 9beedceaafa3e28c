package io.halcyon.router.transact;

import com.google.protobuf.ByteString;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.proto.v1.KeyValue;
import io.halcyon.proto.v1.OneShotResponse;
import io.halcyon.proto.v1.OneShotResult;
import io.halcyon.proto.v1.OneShotStep;
import io.halcyon.proto.v1.OperationResult;
import io.halcyon.proto.v1.TxnCondition;
import io.halcyon.proto.v1.Write;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One run of a program over what keys hold: says which keys it must know to go on, takes them, and
/// comes to writes and results. Reads nothing itself and writes nothing.
///
/// What the steps of one list will need is asked for at once, before the first of them is run: one
/// round of reads for the program, and one more for each branch that needs keys of its own.
///
/// Not thread-safe.
final class ProgramRun {
  private static final int RESULT_BYTES_MAX = 4 << 20;

  private final boolean results;
  private final long nowMillis;
  // Null values: known to be absent.
  private final Map<ByteString, @Nullable Cell> read = new HashMap<>();
  private final Map<ByteString, @Nullable Cell> written = new LinkedHashMap<>();
  private final Deque<Iterator<OneShotStep>> stack = new ArrayDeque<>();
  private final OneShotResponse.Builder response = OneShotResponse.newBuilder().setSucceeded(true);
  private Set<ByteString> missing;
  private int resultBytes;

  /// @param results whether what the steps come to is wanted
  /// @param nowMillis what times to live are counted from
  ProgramRun(List<OneShotStep> steps, boolean results, long nowMillis) {
    this.results = results;
    this.nowMillis = nowMillis;
    this.missing = enter(steps);
  }

  private Set<ByteString> enter(List<OneShotStep> steps) {
    stack.push(steps.iterator());
    Set<ByteString> needed = new LinkedHashSet<>();
    Set<ByteString> set = new HashSet<>();
    for (OneShotStep step : steps) {
      switch (step.getKindCase()) {
        case GET -> need(step.getGet(), set, needed);
        case WRITE -> {
          Write write = step.getWrite();
          if (write.hasIncrement() || (write.hasDelete() && results)) {
            need(write.getKey(), set, needed);
          }
          set.add(write.getKey());
        }
        case REQUIRE -> need(step.getRequire().getConditionsList(), set, needed);
        case BRANCH -> need(step.getBranch().getConditionsList(), set, needed);
        case KIND_NOT_SET -> {
          // Refused before.
        }
      }
    }
    return needed;
  }

  private void need(List<TxnCondition> conditions, Set<ByteString> set, Set<ByteString> needed) {
    conditions.forEach(condition -> need(Conditions.key(condition), set, needed));
  }

  private void need(ByteString key, Set<ByteString> set, Set<ByteString> needed) {
    if (!set.contains(key) && !written.containsKey(key) && !read.containsKey(key)) {
      needed.add(key);
    }
  }

  /// Returns the users' keys that must be read before {@link #advance}.
  Collection<ByteString> missing() {
    return missing;
  }

  /// Takes what a key holds.
  void read(ByteString key, @Nullable Cell cell) {
    read.put(key, cell);
  }

  /// Runs as far as what was read allows.
  ///
  /// @return whether it has ended; else there are keys {@link #missing}
  /// @throws HalcyonException if a value does not allow a step; then the program has no effect
  boolean advance() {
    missing = Set.of();
    while (missing.isEmpty()) {
      Iterator<OneShotStep> steps = stack.peek();
      if (steps == null) {
        return true;
      }
      if (steps.hasNext()) {
        run(steps.next());
      } else {
        stack.pop();
      }
    }
    return false;
  }

  private void run(OneShotStep step) {
    switch (step.getKindCase()) {
      case GET -> get(step.getGet());
      case WRITE -> write(step.getWrite());
      case BRANCH -> {
        boolean held = held(step.getBranch().getConditionsList());
        response.addResults(OneShotResult.newBuilder().setHeld(held));
        missing =
            enter(held ? step.getBranch().getThenList() : step.getBranch().getOtherwiseList());
      }
      case REQUIRE -> {
        boolean held = held(step.getRequire().getConditionsList());
        response.addResults(OneShotResult.newBuilder().setHeld(held));
        if (!held) {
          refuse(step.getRequire().getOtherwiseMessage());
        }
      }
      case KIND_NOT_SET -> throw new IllegalStateException("a step without a kind");
    }
  }

  private void refuse(String message) {
    written.clear();
    stack.clear();
    response.setSucceeded(false).setRefusal(message);
  }

  private boolean held(List<TxnCondition> conditions) {
    for (TxnCondition condition : conditions) {
      if (!Conditions.holds(condition, see(Conditions.key(condition)))) {
        return false;
      }
    }
    return true;
  }

  private @Nullable Cell see(ByteString key) {
    if (written.containsKey(key)) {
      return written.get(key);
    }
    if (!read.containsKey(key)) {
      throw new IllegalStateException("a step needs a key that was not read");
    }
    return read.get(key);
  }

  private void get(ByteString key) {
    Cell cell = see(key);
    OperationResult.Builder result = OperationResult.newBuilder();
    if (cell != null) {
      found(result, key, cell);
    }
    add(result);
  }

  private void write(Write write) {
    ByteString key = write.getKey();
    OperationResult.Builder result = OperationResult.newBuilder();
    switch (write.getKindCase()) {
      case PUT -> {
        long ttl = write.getPut().getTtlMillis();
        written.put(
            key, new Cell(write.getPut().getValue(), Cell.OWN, ttl == 0 ? 0 : nowMillis + ttl));
      }
      case DELETE -> {
        if (results) {
          result.setExisted(see(key) != null);
        }
        written.put(key, null);
      }
      case INCREMENT -> {
        Cell cell = incremented(see(key), write.getIncrement().getDelta());
        written.put(key, cell);
        found(result, key, cell);
      }
      case KIND_NOT_SET -> throw new IllegalStateException("a write without a kind");
    }
    add(result);
  }

  private static Cell incremented(@Nullable Cell before, long delta) {
    long number = Conditions.number(before);
    long after = number + delta;
    if (((number ^ after) & (delta ^ after)) < 0) {
      throw new HalcyonException(
          new Failure.WrongValue(number + " + " + delta + " overflows 64 bits"));
    }
    return new Cell(
        ByteString.copyFromUtf8(Long.toString(after)),
        Cell.OWN,
        before == null ? 0 : before.expiresAtMillis());
  }

  private void found(OperationResult.Builder result, ByteString key, Cell cell) {
    if (!results) {
      return;
    }
    resultBytes += key.size() + cell.value().size();
    if (resultBytes > RESULT_BYTES_MAX) {
      throw new HalcyonException(
          new Failure.Invalid(
              "the results exceed " + RESULT_BYTES_MAX + " bytes; get fewer keys at once"));
    }
    // The own writes get the commit's timestamp when it is known.
    result.setFound(
        KeyValue.newBuilder()
            .setKey(key)
            .setValue(cell.value())
            .setTimestamp(cell.timestamp() == Cell.OWN ? 0 : cell.timestamp())
            .setExpiresAtMillis(cell.expiresAtMillis()));
  }

  private void add(OperationResult.Builder result) {
    if (results) {
      response.addResults(OneShotResult.newBuilder().setOperation(result));
    }
  }

  /// Returns what the program came to, without its timestamp.
  OneShotResponse response() {
    return response.build();
  }

  /// Returns what users' keys are to be set to, null to delete: of each key the last write, without
  /// deletions of what is known to be absent.
  Map<ByteString, @Nullable Cell> writes() {
    Map<ByteString, @Nullable Cell> writes = new LinkedHashMap<>();
    written.forEach((key, cell) -> {
      boolean nothing = cell == null && read.containsKey(key) && read.get(key) == null;
      if (!nothing) {
        writes.put(key, cell);
      }
    });
    return writes;
  }
}
