/// Typed configuration: one record per component, and one loader that derives every name from the
/// records. Owns the layers (defaults, file, environment, flags) and where each effective value
/// came from; reads no file and no environment by itself, its callers hand those over as text.
///
/// Start reading at {@link io.halcyon.core.config.ConfigLoader}.
@NullMarked
package io.halcyon.core.config;

import org.jspecify.annotations.NullMarked;
