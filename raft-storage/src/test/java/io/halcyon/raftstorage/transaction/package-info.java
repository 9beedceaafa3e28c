/// Transactions' replicated state in a real store, held against a model and against fixed bytes.
@NullMarked
package io.halcyon.raftstorage.transaction;

import org.jspecify.annotations.NullMarked;
