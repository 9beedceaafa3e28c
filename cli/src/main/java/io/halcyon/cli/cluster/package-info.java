/// The `halcyon cluster` commands: a cluster of separate processes on this machine.
@NullMarked
package io.halcyon.cli.cluster;

import org.jspecify.annotations.NullMarked;
