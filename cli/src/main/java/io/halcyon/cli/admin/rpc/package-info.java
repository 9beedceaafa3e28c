/// The client side of the Admin service.
@NullMarked
package io.halcyon.cli.admin.rpc;

import org.jspecify.annotations.NullMarked;
