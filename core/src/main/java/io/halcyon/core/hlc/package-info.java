/// Hybrid logical clocks (Kulkarni et al. 2014): timestamps, the clock, the injected physical
/// clock.
@NullMarked
package io.halcyon.core.hlc;

import org.jspecify.annotations.NullMarked;
