/// What every command that talks to a cluster is told: which routers, and how to print.
@NullMarked
package io.halcyon.cli.connection;

import org.jspecify.annotations.NullMarked;
