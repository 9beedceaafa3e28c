/// Checks of the rules that keep the modules apart, over the compiled classes and the sources of
/// every module. This module is built last, so that all of them are there. Start reading at {@link
/// io.halcyon.cli.architecture.SourceTree}.
@NullMarked
package io.halcyon.cli.architecture;

import org.jspecify.annotations.NullMarked;
