/// Real data sets from the JDK's own tables, for demonstrations and imports.
@NullMarked
package io.halcyon.cli.dataset;

import org.jspecify.annotations.NullMarked;
