@NullMarked
package io.halcyon.raftstorage.transport;

import org.jspecify.annotations.NullMarked;
