/// What tests of every module share: seeded property tests and a hand-driven clock. Start reading
/// at {@link io.halcyon.core.testing.SeededTest}.
@NullMarked
package io.halcyon.core.testing;

import org.jspecify.annotations.NullMarked;
