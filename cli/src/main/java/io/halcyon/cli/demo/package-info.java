/// The `halcyon demo` command: a cluster in this process, a small data set, a shell.
@NullMarked
package io.halcyon.cli.demo;

import org.jspecify.annotations.NullMarked;
