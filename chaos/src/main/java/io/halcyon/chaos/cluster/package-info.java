/// A cluster of processes that can be started, killed, paused and continued. Knows nothing of what
/// is done with the data. Start reading at `ClusterDriver`.
@NullMarked
package io.halcyon.chaos.cluster;

import org.jspecify.annotations.NullMarked;
