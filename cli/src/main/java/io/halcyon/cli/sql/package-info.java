/// SQL on the command line: scripts and the interactive shell. Start reading at SqlCommand.
@NullMarked
package io.halcyon.cli.sql;

import org.jspecify.annotations.NullMarked;
