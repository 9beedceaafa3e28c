/// Module node.
@NullMarked
package io.halcyon.node;

import org.jspecify.annotations.NullMarked;
