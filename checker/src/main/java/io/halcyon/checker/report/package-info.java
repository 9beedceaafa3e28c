/// Renders verdicts as one self-contained HTML page, readable in light and dark, without scripts or
/// external resources. Knows the verdicts of all checkers; decides nothing. Start at {@link
/// io.halcyon.checker.report.HtmlReport}.
@NullMarked
package io.halcyon.checker.report;

import org.jspecify.annotations.NullMarked;
