/// How commands print: tables, JSON, progress, failures. Knows nothing of what is printed.
@NullMarked
package io.halcyon.cli.output;

import org.jspecify.annotations.NullMarked;
