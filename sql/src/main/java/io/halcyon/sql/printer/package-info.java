/// From syntax trees back to SQL, and to the fingerprints under which plans are kept.
///
/// What is printed is parsed to the same tree again. Start with `Printer` and `Normalizer`.
@NullMarked
package io.halcyon.sql.printer;

import org.jspecify.annotations.NullMarked;
