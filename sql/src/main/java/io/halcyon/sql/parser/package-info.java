/// PostgreSQL 15's grammar: from tokens to syntax trees.
///
/// Recursive descent, with precedence climbing for expressions; one class for each family of
/// productions, named after it. Nothing is looked up: names are names. Start with `Parser`.
@NullMarked
package io.halcyon.sql.parser;

import org.jspecify.annotations.NullMarked;
