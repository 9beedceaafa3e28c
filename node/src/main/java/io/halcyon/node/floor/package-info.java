/// The shell around txn's floor: answers held back until every member has been heard of (C2).
@NullMarked
package io.halcyon.node.floor;

import org.jspecify.annotations.NullMarked;
