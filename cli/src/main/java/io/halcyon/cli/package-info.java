/// Module cli.
@NullMarked
package io.halcyon.cli;

import org.jspecify.annotations.NullMarked;
