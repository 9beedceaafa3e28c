package io.halcyon.router.watch;

import io.halcyon.proto.v1.WatchEvent;
import io.halcyon.proto.v1.WatchResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Merges the shards' changes by timestamp. Each shard reports events in timestamp order and a
/// *resolved* timestamp: nothing at or below it will come any more. What is at or below the least
/// resolved timestamp of all shards is complete and leaves, whole timestamps only.
///
/// A lane that breaks is re-opened from its own resolved timestamp; what it had sent beyond is
/// forgotten, because it comes again. So there is no gap and no duplicate, whatever the order in
/// which leaders change.
///
/// A watch "from now" begins at the greatest of the lanes' first resolved timestamps: from there on
/// every lane is complete, so the first timestamp that the client can resume from is right for all.
///
/// Pure and not thread-safe.
final class WatchMerge {
  private static final class Lane {
    final ArrayDeque<WatchEvent> events = new ArrayDeque<>();
    long resolved;
    boolean reported;
  }

  private final Lane[] lanes;
  private final int messageBytesMax;
  private boolean fromNow;

  /// Everything at or below it has been emitted.
  private long emitted;

  private long bufferedBytes;

  /// @param after only changes above it count; 0: from now on
  WatchMerge(int laneCount, long after, int messageBytesMax) {
    this.lanes = new Lane[laneCount];
    for (int i = 0; i < laneCount; i++) {
      lanes[i] = new Lane();
      lanes[i].resolved = after;
    }
    this.emitted = after;
    this.fromNow = after == 0;
    this.messageBytesMax = messageBytesMax;
  }

  /// Takes a message of a lane.
  ///
  /// @return whether it follows the rules; if not, the lane must be re-opened
  boolean add(int index, WatchResponse message) {
    Lane lane = lanes[index];
    for (WatchEvent event : message.getEventsList()) {
      if (event.getTimestamp() <= lane.resolved || (!fromNow && event.getTimestamp() <= emitted)) {
        continue; // a duplicate of what is complete already, or from before the watch's beginning
      }
      if (!lane.events.isEmpty() && event.getTimestamp() < lane.events.getLast().getTimestamp()) {
        return false;
      }
      lane.events.addLast(event);
      bufferedBytes += size(event);
    }
    if (message.getResolvedTimestamp() > lane.resolved) {
      lane.resolved = message.getResolvedTimestamp();
      lane.reported = true;
    }
    begin();
    return true;
  }

  /// Forgets what a lane sent beyond its resolved timestamp, from which it is to be re-opened.
  ///
  /// @return where to re-open it; 0: from now on
  long reopen(int index) {
    Lane lane = lanes[index];
    while (!lane.events.isEmpty() && lane.events.getLast().getTimestamp() > lane.resolved) {
      bufferedBytes -= size(lane.events.removeLast());
    }
    return lane.resolved;
  }

  private void begin() {
    if (!fromNow) {
      return;
    }
    long greatest = 0;
    for (Lane lane : lanes) {
      if (!lane.reported) {
        return;
      }
      greatest = Math.max(greatest, lane.resolved);
    }
    fromNow = false;
    emitted = greatest;
    for (Lane lane : lanes) {
      while (!lane.events.isEmpty() && lane.events.getFirst().getTimestamp() <= emitted) {
        bufferedBytes -= size(lane.events.removeFirst());
      }
    }
  }

  /// Returns the next message for the client, null if nothing new is complete. Its resolved
  /// timestamp is where a broken watch may be resumed.
  ///
  /// @param progress whether a message without events is wanted when only the resolved timestamp
  ///   has moved
  @Nullable WatchResponse next(boolean progress) {
    long complete = resolved();
    if (lanes.length == 0 || fromNow || complete < emitted) {
      return null;
    }
    List<WatchEvent> events = new ArrayList<>();
    long upTo = complete;
    int bytes = 0;
    while (true) {
      long timestamp = leastTimestamp();
      if (timestamp > complete) {
        break;
      }
      if (bytes >= messageBytesMax) {
        upTo = events.getLast().getTimestamp();
        break;
      }
      bytes += take(timestamp, events);
    }
    if (events.isEmpty() && !progress) {
      return null;
    }
    emitted = upTo;
    return WatchResponse.newBuilder().addAllEvents(events).setResolvedTimestamp(upTo).build();
  }

  /// Moves all events of one timestamp, of every lane, into a message.
  private int take(long timestamp, List<WatchEvent> events) {
    int bytes = 0;
    for (Lane lane : lanes) {
      while (!lane.events.isEmpty() && lane.events.getFirst().getTimestamp() == timestamp) {
        WatchEvent event = lane.events.removeFirst();
        bytes += size(event);
        events.add(event);
      }
    }
    bufferedBytes -= bytes;
    return bytes;
  }

  private long leastTimestamp() {
    long least = Long.MAX_VALUE;
    for (Lane lane : lanes) {
      if (!lane.events.isEmpty()) {
        least = Math.min(least, lane.events.getFirst().getTimestamp());
      }
    }
    return least;
  }

  /// Returns the least resolved timestamp of all lanes.
  long resolved() {
    long least = Long.MAX_VALUE;
    for (Lane lane : lanes) {
      least = Math.min(least, lane.resolved);
    }
    return least;
  }

  /// Returns whether a lane holds the others back, so that it must be read on even when the buffer
  /// is filling.
  boolean isLaggard(int index) {
    return lanes[index].resolved == resolved();
  }

  /// Returns from where the client can resume: everything at or below has been emitted. 0 when the
  /// watch has not begun.
  long emitted() {
    return emitted;
  }

  long bufferedBytes() {
    return bufferedBytes;
  }

  private static int size(WatchEvent event) {
    return event.getSerializedSize() + 8;
  }
}
