/// The `halcyon node`, `router` and `config` commands: the server processes and their settings.
@NullMarked
package io.halcyon.cli.server;

import org.jspecify.annotations.NullMarked;
