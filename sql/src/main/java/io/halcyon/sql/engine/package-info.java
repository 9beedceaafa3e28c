/// What runs statements, as sessions see it: start with {@link
/// io.halcyon.sql.engine.EngineSession}. It knows no protocol and no client.
@NullMarked
package io.halcyon.sql.engine;

import org.jspecify.annotations.NullMarked;
