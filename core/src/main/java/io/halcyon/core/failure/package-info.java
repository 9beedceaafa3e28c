/// Why a request did not succeed: one closed set of kinds, each with the caller's next step.
@NullMarked
package io.halcyon.core.failure;

import org.jspecify.annotations.NullMarked;
