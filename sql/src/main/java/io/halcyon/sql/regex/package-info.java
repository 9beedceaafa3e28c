/// PostgreSQL's advanced regular expressions: an engine of our own, because what matches is decided
/// otherwise than in Java (the longest match, not the first), and because matching must take time
/// in proportion to the text, whoever wrote the expression.
///
/// An expression is parsed to a tree, and the tree is made an automaton whose states are followed
/// all at once (Thompson 1968). Where the parts of a match are asked for, it is taken apart by the
/// tree, as Henry Spencer's `regexec.c` does. Start with `Regex`.
@NullMarked
package io.halcyon.sql.regex;

import org.jspecify.annotations.NullMarked;
