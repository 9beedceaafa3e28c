/// The SQL layer. So far its front: text to syntax trees and back; nothing is executed.
///
/// Must not know of nodes, routers or storage. Start with package `parser`.
@NullMarked
package io.halcyon.sql;

import org.jspecify.annotations.NullMarked;
