package io.halcyon.txn.lock;

import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Owner;
import io.halcyon.txn.record.TxnId;
import io.halcyon.txn.record.TxnRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The locks of one shard's leader in one term.
///
/// Per key a set of holders and one queue, the oldest request first: whoever is compatible with the
/// holders still waits behind older ones, so a stream of shared locks does not starve an exclusive
/// one. A holder of a shared lock that wants more comes before all others.
///
/// Why by age and not first come first served: the victim of a deadlock is the youngest, too, so
/// what it lets go of is not taken by another young one that would soon be a victim as well. Locks
/// move to older requests only, and the oldest of all waits for holders, never for a queue. An age
/// is kept over restarts and shared by all who try the request, and those who come later are
/// younger, so nobody starves.
///
/// An owner is a coordinator's transaction, whichever attempt asks: one that restarts keeps its
/// locks and places. Owners are not told here that a lock has become theirs; {@link #release}
/// returns whose turn it is.
///
/// | state of (owner, key) | input | next |
/// |---|---|---|
/// | none | `acquire`, nobody in the way | holder |
/// | none | `acquire`, `mayQueue` | queued |
/// | none | `acquire` otherwise | none |
/// | queued | `acquire` again | queued, its place is kept for longer |
/// | queued | `acquire` again, no holder and nobody older in the way | holder |
/// | queued | `expire`, not asked again for long | none |
/// | holder | `expire`, owner not heard of for long | none |
/// | any | `release` | none |
///
/// Not thread-safe.
public final class LockTable {
  private static final class Claim {
    private TxnRef txn;
    private LockMode mode;
    private final long sinceMillis;
    private long askedMillis;

    Claim(TxnRef txn, LockMode mode, long nowMillis) {
      this.txn = txn;
      this.mode = mode;
      this.sinceMillis = nowMillis;
      this.askedMillis = nowMillis;
    }
  }

  private static final class Entry {
    // In the order of granting: iteration must be the same in every run.
    private final Map<Owner, Claim> holders = new LinkedHashMap<>();
    // Both by age. Those in the first hold a shared lock, or did when they came.
    private final NavigableMap<Owner, Claim> upgrades = new TreeMap<>();
    private final NavigableMap<Owner, Claim> queue = new TreeMap<>();

    @Nullable Claim waiting(Owner owner) {
      Claim upgrade = upgrades.get(owner);
      return upgrade == null ? queue.get(owner) : upgrade;
    }

    void leaveQueue(Owner owner) {
      upgrades.remove(owner);
      queue.remove(owner);
    }

    boolean isEmpty() {
      return holders.isEmpty() && upgrades.isEmpty() && queue.isEmpty();
    }
  }

  private final Map<Key, Entry> entries = new HashMap<>();
  // In the order of coming, so that a run can be repeated.
  private final Map<Owner, Set<Key>> byOwner = new LinkedHashMap<>();

  /// Takes a lock, or a place in the queue.
  ///
  /// @return empty if the lock is held now, else who is in the way
  public List<Blocker> acquire(
      TxnRef owner, Key key, LockMode mode, boolean mayQueue, long nowMillis) {
    Entry entry = entries.computeIfAbsent(key, _ -> new Entry());
    Owner owning = owner.id().owner();
    Claim held = entry.holders.get(owning);
    if (held != null && (held.mode == LockMode.EXCLUSIVE || mode == LockMode.SHARED)) {
      held.txn = owner;
      held.askedMillis = nowMillis;
      return List.of();
    }
    Claim waiting = entry.waiting(owning);
    List<Blocker> blockers = blockers(entry, owning, mode, nowMillis);
    if (blockers.isEmpty()) {
      grant(entry, owning, waiting == null ? new Claim(owner, mode, nowMillis) : waiting, mode);
      byOwner.computeIfAbsent(owning, _ -> new LinkedHashSet<>()).add(key);
      return List.of();
    }
    if (waiting != null) {
      waiting.txn = owner;
      waiting.askedMillis = nowMillis;
      waiting.mode = mode == LockMode.EXCLUSIVE ? mode : waiting.mode;
    } else if (mayQueue) {
      (held == null ? entry.queue : entry.upgrades).put(owning, new Claim(owner, mode, nowMillis));
      byOwner.computeIfAbsent(owning, _ -> new LinkedHashSet<>()).add(key);
    } else {
      drop(key, entry);
    }
    return blockers;
  }

  private static void grant(Entry entry, Owner owning, Claim claim, LockMode mode) {
    entry.leaveQueue(owning);
    claim.mode = mode;
    entry.holders.put(owning, claim);
  }

  /// Returns who is in the way of an owner: incompatible holders; if there are none, incompatible
  /// ones that come before it in the queue.
  private static List<Blocker> blockers(Entry entry, Owner owning, LockMode mode, long nowMillis) {
    List<Blocker> found = new ArrayList<>();
    entry.holders.forEach((holder, claim) -> {
      if (!holder.equals(owning) && !claim.mode.admits(mode)) {
        found.add(new Blocker(claim.txn, claim.mode, false, nowMillis - claim.sinceMillis));
      }
    });
    if (!found.isEmpty()) {
      // Those in the queue wait for the same holders.
      return found;
    }
    if (entry.holders.containsKey(owning) || entry.upgrades.containsKey(owning)) {
      before(entry.upgrades.headMap(owning), mode, nowMillis, found);
    } else {
      before(entry.upgrades, mode, nowMillis, found);
      before(entry.queue.headMap(owning), mode, nowMillis, found);
    }
    return found;
  }

  private static void before(
      Map<Owner, Claim> queued, LockMode mode, long nowMillis, List<Blocker> found) {
    for (Claim claim : queued.values()) {
      if (!claim.mode.admits(mode)) {
        found.add(new Blocker(claim.txn, claim.mode, true, nowMillis - claim.sinceMillis));
      }
    }
  }

  /// Returns who is in the way of a lock that the owner waits for.
  public List<Blocker> blockers(TxnRef owner, Key key, LockMode mode, long nowMillis) {
    Entry entry = entries.get(key);
    return entry == null ? List.of() : blockers(entry, owner.id().owner(), mode, nowMillis);
  }

  /// Returns since when the owner waits for `key`; `nowMillis` if it does not.
  public long waitingSince(TxnRef owner, Key key, long nowMillis) {
    Entry entry = entries.get(key);
    Claim claim = entry == null ? null : entry.waiting(owner.id().owner());
    return claim == null ? nowMillis : claim.sinceMillis;
  }

  /// Releases everything that an attempt or an earlier one of the same owner holds or waits for;
  /// what a later attempt has asked for stays (the message that releases may be late).
  ///
  /// @return the keys whose queues may move: those who wait for them must ask again
  public Set<Key> release(TxnId attempt) {
    Owner owner = attempt.owner();
    Set<Key> moved = new LinkedHashSet<>();
    for (Key key : List.copyOf(byOwner.getOrDefault(owner, Set.of()))) {
      Entry entry = entries.get(key);
      if (entry == null || later(entry, attempt)) {
        continue;
      }
      entry.holders.remove(owner);
      entry.leaveQueue(owner);
      forget(owner, key);
      drop(key, entry);
      moved.add(key);
    }
    return moved;
  }

  private static boolean later(Entry entry, TxnId attempt) {
    Claim held = entry.holders.get(attempt.owner());
    Claim queued = entry.waiting(attempt.owner());
    return (held != null && held.txn.id().attempt() > attempt.attempt())
        || (queued != null && queued.txn.id().attempt() > attempt.attempt());
  }

  /// Takes a lock for the owner of an intent that was found in the replicated state, before anybody
  /// in the queue; refused silently if somebody else holds it.
  public void adopt(TxnRef owner, Key key, long nowMillis) {
    Entry entry = entries.computeIfAbsent(key, _ -> new Entry());
    Owner owning = owner.id().owner();
    if (entry.holders.isEmpty()) {
      grant(entry, owning, new Claim(owner, LockMode.EXCLUSIVE, nowMillis), LockMode.EXCLUSIVE);
      byOwner.computeIfAbsent(owning, _ -> new LinkedHashSet<>()).add(key);
    }
  }

  /// Keeps the locks and places of an owner for longer: its coordinator was heard of.
  public void touch(Owner owner, long nowMillis) {
    for (Key key : byOwner.getOrDefault(owner, Set.of())) {
      Entry entry = entries.get(key);
      if (entry != null) {
        touch(entry.holders.get(owner), nowMillis);
        touch(entry.waiting(owner), nowMillis);
      }
    }
  }

  private static void touch(@Nullable Claim claim, long nowMillis) {
    if (claim != null) {
      claim.askedMillis = nowMillis;
    }
  }

  /// Drops places in queues that were not asked for since `queuedBefore`, and locks whose owner was
  /// not heard of since `heldBefore`.
  ///
  /// @return the keys whose queues may move
  public Set<Key> expire(long queuedBefore, long heldBefore) {
    List<Map.Entry<Owner, Key>> places = new ArrayList<>();
    List<Map.Entry<Owner, Key>> locks = new ArrayList<>();
    byOwner.forEach((owner, keys) -> {
      for (Key key : keys) {
        Entry entry = entries.get(key);
        if (entry != null) {
          note(places, entry.waiting(owner), queuedBefore, owner, key);
          note(locks, entry.holders.get(owner), heldBefore, owner, key);
        }
      }
    });
    Set<Key> moved = new LinkedHashSet<>();
    places.forEach(place -> leave(place.getKey(), place.getValue(), true, moved));
    locks.forEach(lock -> leave(lock.getKey(), lock.getValue(), false, moved));
    return moved;
  }

  private static void note(
      List<Map.Entry<Owner, Key>> stale, @Nullable Claim claim, long before, Owner owner, Key key) {
    if (claim != null && claim.askedMillis < before) {
      stale.add(Map.entry(owner, key));
    }
  }

  private void leave(Owner owner, Key key, boolean place, Set<Key> moved) {
    Entry entry = entries.get(key);
    if (entry == null) {
      return;
    }
    if (place) {
      entry.leaveQueue(owner);
    } else {
      entry.holders.remove(owner);
    }
    if (!entry.holders.containsKey(owner) && entry.waiting(owner) == null) {
      forget(owner, key);
    }
    moved.add(key);
    drop(key, entry);
  }

  private void forget(Owner owner, Key key) {
    Set<Key> keys = byOwner.get(owner);
    if (keys != null && keys.remove(key) && keys.isEmpty()) {
      byOwner.remove(owner);
    }
  }

  private void drop(Key key, Entry entry) {
    if (entry.isEmpty()) {
      entries.remove(key);
    }
  }

  /// Returns the transactions that hold locks, for `txn list`.
  public List<TxnRef> holders() {
    Iterator<Entry> all = entries.values().iterator();
    Set<TxnRef> found = new LinkedHashSet<>();
    while (all.hasNext()) {
      all.next().holders.values().forEach(claim -> found.add(claim.txn));
    }
    return List.copyOf(found);
  }

  /// Returns how many keys are locked or waited for.
  public int size() {
    return entries.size();
  }
}
