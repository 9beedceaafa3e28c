package io.halcyon.router.kv;

import com.google.protobuf.ByteString;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.proto.v1.KeyValue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// Merges the shards' pieces of an ordered scan into one page (a k-way merge with a heap). A lane
/// is one shard's stream of pieces; the page grows as long as every lane that is not exhausted has
/// something buffered.
///
/// Pure and not thread-safe.
final class ScanMerge {
  private static final class Lane {
    final ArrayDeque<KeyValue> buffered = new ArrayDeque<>();
    boolean more = true;
    @Nullable ByteString last;
    @Nullable ByteString resume;
  }

  private final ScanRange range;
  private final int itemsMax;
  private final int bytesMax;
  private final List<KeyValue> page = new ArrayList<>();
  private final List<Lane> lanes = new ArrayList<>();
  private final PriorityQueue<Lane> heads;
  private int hungryCount;
  private int bytes;
  private boolean full;

  /// @param range what is left to scan
  ScanMerge(ScanRange range, int laneCount, int itemsMax, int bytesMax) {
    this.range = range;
    this.itemsMax = itemsMax;
    this.bytesMax = bytesMax;
    Comparator<Lane> byHead =
        Comparator.comparing(lane -> lane.buffered.getFirst().getKey(), ScanRange.ORDER);
    this.heads = new PriorityQueue<>(range.reverse() ? byHead.reversed() : byHead);
    restart(laneCount);
  }

  /// Forgets what is buffered and begins anew with other lanes, after the page's last item.
  void restart(int laneCount) {
    lanes.clear();
    heads.clear();
    for (int i = 0; i < laneCount; i++) {
      lanes.add(new Lane());
    }
    hungryCount = laneCount;
  }

  /// Takes a piece of a lane that was hungry.
  ///
  /// @param resume where the next piece begins, if there is more; empty: after the last item
  /// @throws HalcyonException with `Internal` if the piece is not in order or out of range
  void add(int index, List<KeyValue> items, boolean more, ByteString resume) {
    Lane lane = lanes.get(index);
    ScanRange expected = remaining(index);
    for (KeyValue item : items) {
      ByteString before = lane.last;
      if (!expected.contains(item.getKey())
          || (before != null && !range.inOrder(before, item.getKey()))) {
        throw new HalcyonException(new Failure.Internal("a shard's piece of a scan is unordered"));
      }
      lane.last = item.getKey();
    }
    if (!resume.isEmpty() && !expected.contains(resume) && !resume.equals(expected.end())) {
      throw new HalcyonException(new Failure.Internal("a shard's scan resumes out of its range"));
    }
    lane.more = more;
    lane.resume = more && !resume.isEmpty() ? resume : null;
    lane.buffered.addAll(items);
    if (!isHungry(lane)) {
      hungryCount--;
    }
    if (!lane.buffered.isEmpty()) {
      heads.add(lane);
    }
  }

  /// Moves items into the page until it is full or a lane has run dry.
  void advance() {
    while (!full && !heads.isEmpty() && hungryCount == 0) {
      Lane lane = heads.remove();
      KeyValue item = lane.buffered.getFirst();
      int size = item.getSerializedSize() + 6;
      if (!page.isEmpty() && bytes + size > bytesMax) {
        heads.add(lane);
        full = true;
        return;
      }
      lane.buffered.removeFirst();
      page.add(item);
      bytes += size;
      if (!lane.buffered.isEmpty()) {
        heads.add(lane);
      } else if (lane.more) {
        hungryCount++;
      }
      full = page.size() >= itemsMax;
    }
  }

  /// Returns the lanes that must be asked for their next piece before the page can grow.
  List<Integer> hungry() {
    List<Integer> hungry = new ArrayList<>();
    for (int i = 0; i < lanes.size(); i++) {
      if (isHungry(lanes.get(i))) {
        hungry.add(i);
      }
    }
    return hungry;
  }

  private static boolean isHungry(Lane lane) {
    return lane.more && lane.buffered.isEmpty();
  }

  /// Returns what a lane has still to deliver.
  ScanRange remaining(int index) {
    ByteString last = lanes.get(index).last;
    ByteString resume = lanes.get(index).resume;
    ScanRange behind = last == null ? rest() : range.after(last);
    return resume == null ? behind : behind.from(resume);
  }

  /// Returns whether the range holds no possible key behind the page.
  boolean remainingIsEmpty() {
    return rest().isEmpty();
  }

  private ScanRange rest() {
    return page.isEmpty() ? range : range.after(page.getLast().getKey());
  }

  /// Returns whether the page is complete: full, or the range is exhausted.
  boolean complete() {
    return full || exhausted();
  }

  /// Returns whether nothing is left behind the page.
  boolean exhausted() {
    return heads.isEmpty() && hungryCount == 0;
  }

  int missingItems() {
    return itemsMax - page.size();
  }

  List<KeyValue> page() {
    return page;
  }
}
