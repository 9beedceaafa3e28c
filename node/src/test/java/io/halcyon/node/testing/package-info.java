/// What the tests of this module share: replicas over an in-memory log, driven by one thread.
@NullMarked
package io.halcyon.node.testing;

import org.jspecify.annotations.NullMarked;
