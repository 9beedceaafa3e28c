/// Decides whether a history of single-key operations is linearizable (Herlihy & Wing 1990). Entry
/// point: {@link io.halcyon.checker.linearizability.LinearizabilityChecker}.
@NullMarked
package io.halcyon.checker.linearizability;

import org.jspecify.annotations.NullMarked;
