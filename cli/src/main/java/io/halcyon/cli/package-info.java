/// The `halcyon` command: what people type. Start reading at {@link io.halcyon.cli.HalcyonCommand};
/// each feature has its package. Knows every module; no module knows it.
@NullMarked
package io.halcyon.cli;

import org.jspecify.annotations.NullMarked;
