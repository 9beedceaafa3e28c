package io.halcyon.raftstorage.engine;

import java.util.List;

/// Changes of a range in timestamp order, whole timestamps only.
///
/// @param changes ordered by timestamp, then by key
/// @param completeThrough every change at or below this timestamp is included; it is the `afterTs`
///   of the next page, and equals the `upToTs` asked for when there is none
public record ChangePage(List<Change> changes, long completeThrough) {
  public ChangePage {
    changes = List.copyOf(changes);
  }
}
