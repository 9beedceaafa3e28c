/// The PostgreSQL wire protocol, version 3.0, over SQL sessions. Each connection has a virtual
/// thread that reads and writes its socket and runs its statements, so that a slow client slows
/// nobody but itself. Start with {@link io.halcyon.router.pgwire.PostgresServer}.
@NullMarked
package io.halcyon.router.pgwire;

import org.jspecify.annotations.NullMarked;
