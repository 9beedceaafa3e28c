/// Module client.
@NullMarked
package io.halcyon.client;

import org.jspecify.annotations.NullMarked;
