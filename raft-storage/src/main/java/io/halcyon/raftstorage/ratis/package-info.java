/// Raft by Apache Ratis behind the port of {@link io.halcyon.raftstorage.log}.
///
/// Owns everything that knows of Ratis: its settings, the server of a process, the state machine,
/// the meaning of its exceptions. Must not know what entries mean beyond their evaluated term.
/// Start reading at {@link io.halcyon.raftstorage.ratis.RatisHost}.
///
/// Ratis's linearizable reads and leases are not used: design section 4 and findings say why.
@NullMarked
package io.halcyon.raftstorage.ratis;

import org.jspecify.annotations.NullMarked;
