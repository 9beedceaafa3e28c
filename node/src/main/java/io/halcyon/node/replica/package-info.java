/// One shard replica: admission, reads under C1–C3, evaluation of writes, group commit. Start at
/// Replica.
@NullMarked
package io.halcyon.node.replica;

import org.jspecify.annotations.NullMarked;
