/// PostgreSQL's lexical rules: from statement text to a list of tokens.
///
/// Knows nothing of grammar. Start with `Lexer`.
@NullMarked
package io.halcyon.sql.lexer;

import org.jspecify.annotations.NullMarked;
