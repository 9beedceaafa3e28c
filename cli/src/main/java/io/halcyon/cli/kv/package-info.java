/// The `halcyon kv` commands; each also works inside the shell. Start reading at KvCommand.
@NullMarked
package io.halcyon.cli.kv;

import org.jspecify.annotations.NullMarked;
