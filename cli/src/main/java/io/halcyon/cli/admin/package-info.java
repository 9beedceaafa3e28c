/// The `halcyon admin` commands, for operators. Talks gRPC only through its rpc package.
@NullMarked
package io.halcyon.cli.admin;

import org.jspecify.annotations.NullMarked;
