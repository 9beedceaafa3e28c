/// Recorded histories and what can be proved about them: a pure library without I/O of its own,
/// clocks or threads, used by tests and by users who check their own clusters.
///
/// Start at {@link io.halcyon.checker.history.History} and {@link
/// io.halcyon.checker.linearizability.LinearizabilityChecker}.
@NullMarked
package io.halcyon.checker;

import org.jspecify.annotations.NullMarked;
