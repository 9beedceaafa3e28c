/// Module router.
@NullMarked
package io.halcyon.router;

import org.jspecify.annotations.NullMarked;
