/// The limits below Halcyon on this machine, so that results can be stated as ratios to them: the
/// disk's fdatasync, RocksDB's batch write, bare Ratis. The only package outside raft-storage that
/// may use those libraries.
@NullMarked
package io.halcyon.bench.raw;

import org.jspecify.annotations.NullMarked;
