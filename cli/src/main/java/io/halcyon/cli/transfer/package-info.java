/// Import and export of JSONL and CSV, with bounded memory. Knows the client, not the commands.
@NullMarked
package io.halcyon.cli.transfer;

import org.jspecify.annotations.NullMarked;
