package io.halcyon.raftstorage.engine;

import java.nio.file.Path;
import java.util.List;

/// A consistent copy of a store, made of hard links where the file system allows it.
///
/// @param term of the last applied entry that the copy contains
/// @param index of that entry
/// @param files relative to the checkpoint's directory, in no particular order
public record Checkpoint(long term, long index, List<Path> files) {
  public Checkpoint {
    files = List.copyOf(files);
  }
}
