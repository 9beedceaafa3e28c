/// Tests of the entry encoding.
@NullMarked
package io.halcyon.raftstorage.entry;

import org.jspecify.annotations.NullMarked;
