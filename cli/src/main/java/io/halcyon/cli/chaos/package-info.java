/// `halcyon chaos`: starts a cluster of its own, does to it what {@link io.halcyon.chaos} can do,
/// and shows what came of it. Start at {@link io.halcyon.cli.chaos.ChaosCommand}.
@NullMarked
package io.halcyon.cli.chaos;

import org.jspecify.annotations.NullMarked;
