/// Module raft-storage.
@NullMarked
package io.halcyon.raftstorage;

import org.jspecify.annotations.NullMarked;
