/// What a node keeps about itself on disk: its ids, its incarnation and the bound of its clock.
@NullMarked
package io.halcyon.node.identity;

import org.jspecify.annotations.NullMarked;
