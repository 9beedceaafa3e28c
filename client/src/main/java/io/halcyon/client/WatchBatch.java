package io.halcyon.client;

import io.halcyon.core.hlc.HlcTimestamp;
import java.util.List;

/// Changes that arrived together.
///
/// @param events in timestamp order; those of one timestamp are never split. Empty when only
///   progress is reported
/// @param resolved everything at or below it has been delivered: another watch can go on from here
public record WatchBatch(List<WatchEvent> events, HlcTimestamp resolved) {
  public WatchBatch {
    events = List.copyOf(events);
  }
}
