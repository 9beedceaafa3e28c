/// Module txn.
@NullMarked
package io.halcyon.txn;

import org.jspecify.annotations.NullMarked;
