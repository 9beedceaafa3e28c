/// Stored keys, keyspaces and the order-preserving column encoding.
@NullMarked
package io.halcyon.core.key;

import org.jspecify.annotations.NullMarked;
