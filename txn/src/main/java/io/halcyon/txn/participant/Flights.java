package io.halcyon.txn.participant;

import io.halcyon.core.id.RequestId;
import io.halcyon.txn.record.Change;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Span;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What has been proposed and is not known to be applied: the writes that a read at or above them
/// must wait for (C1), and the decisions that must not be made twice.
final class Flights {
  /// What happens when a proposal lands.
  interface Landing {
    void landed(Turn turn, boolean applied);

    /// Returns one that answers the call if the changes were applied, and drops it if not.
    static Landing answering(Call call, Response response, long shown) {
      return (turn, applied) -> {
        if (applied) {
          turn.reply(call, response, shown);
        } else {
          turn.drop(call);
        }
      };
    }
  }

  /// A proposal under way.
  ///
  /// @param at the timestamp of what is new in it; `Long.MAX_VALUE` if nothing is
  record Flight(List<Key> keys, long at, @Nullable RequestId decision, Landing landing) {
    Flight {
      keys = List.copyOf(keys);
    }
  }

  private final Map<Long, Flight> flights = new HashMap<>();
  private final NavigableMap<Key, Long> keys = new TreeMap<>();
  private final Set<RequestId> decisions = new HashSet<>();
  private long proposals;

  /// Proposes changes.
  ///
  /// @param touched the keys that wait for it
  /// @param at the timestamp from which on a read depends on it; also what the clock must reach
  /// @param decision the request that it decides, if any
  void propose(
      Turn turn,
      List<Change> changes,
      Collection<Key> touched,
      long at,
      @Nullable RequestId decision,
      Landing landing) {
    proposals++;
    flights.put(
        proposals,
        new Flight(
            new ArrayList<>(touched), lays(changes) ? at : Long.MAX_VALUE, decision, landing));
    touched.forEach(key -> keys.put(key, at));
    if (decision != null) {
      decisions.add(decision);
    }
    turn.add(new Effect.Propose(proposals, changes, at));
  }

  /// Takes a landed proposal out; null if it is not known (reported twice).
  @Nullable Flight land(long proposal) {
    Flight landed = flights.remove(proposal);
    if (landed != null) {
      landed.keys().forEach(keys::remove);
      RequestId decision = landed.decision();
      if (decision != null) {
        decisions.remove(decision);
      }
    }
    return landed;
  }

  boolean busy(Key key) {
    return keys.containsKey(key);
  }

  boolean deciding(RequestId request) {
    return decisions.contains(request);
  }

  /// Returns a key of `span` with changes in flight that a read at `readAt` depends on.
  @Nullable Key busy(Span span, long readAt) {
    if (span.isPoint()) {
      Long at = keys.get(span.start());
      return at != null && at <= readAt ? span.start() : null;
    }
    Key end = span.end();
    NavigableMap<Key, Long> inside =
        end == null
            ? keys.tailMap(span.start(), true)
            : keys.subMap(span.start(), true, end, false);
    for (Map.Entry<Key, Long> entry : inside.entrySet()) {
      if (entry.getValue() <= readAt) {
        return entry.getKey();
      }
    }
    return null;
  }

  /// Returns whether these changes put something new at a timestamp. Resolving does not: an intent
  /// was there before.
  private static boolean lays(List<Change> changes) {
    return changes.stream()
        .anyMatch(change ->
            change instanceof Change.PutIntent || change instanceof Change.RememberRequest);
  }

  /// Returns the least timestamp of what is new in flight; `Long.MAX_VALUE` if there is nothing.
  long least() {
    long least = Long.MAX_VALUE;
    for (Flight flight : flights.values()) {
      least = Math.min(least, flight.at());
    }
    return least;
  }
}
