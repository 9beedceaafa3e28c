/// The interactive shell: history, completion, the kv commands. Start reading at Shell.
@NullMarked
package io.halcyon.cli.shell;

import org.jspecify.annotations.NullMarked;
