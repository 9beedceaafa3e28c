/// A database in memory with defects to choose from, and a scheduler that interleaves clients by
/// seed: what workloads are proven with.
@NullMarked
package io.halcyon.verify.memory;

import org.jspecify.annotations.NullMarked;
