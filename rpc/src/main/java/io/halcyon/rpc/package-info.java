/// Module rpc.
@NullMarked
package io.halcyon.rpc;

import org.jspecify.annotations.NullMarked;
