package io.halcyon.raftstorage.ratis;

import io.halcyon.raftstorage.engine.AppliedPosition;
import java.util.List;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.statemachine.SnapshotInfo;

/// What the store has on disk, as Ratis's notion of a snapshot: replay starts after it, and the log
/// may be purged up to it. It has no files: followers fetch checkpoints instead.
record DurablePoint(TermIndex position) implements SnapshotInfo {
  static DurablePoint of(AppliedPosition durable) {
    return new DurablePoint(TermIndex.valueOf(durable.term(), durable.index()));
  }

  @Override
  public TermIndex getTermIndex() {
    return position;
  }

  @Override
  public List<FileInfo> getFiles() {
    return List.of();
  }
}
