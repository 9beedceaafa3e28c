/// Availability: a small steady load that finds out when each part of the cluster can be written
/// and read (`Probe`), and what a fault cost (`Outage`). Knows nothing of faults but when they
/// were.
@NullMarked
package io.halcyon.chaos.probe;

import org.jspecify.annotations.NullMarked;
