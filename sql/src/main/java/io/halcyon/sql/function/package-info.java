/// Which functions, operators and casts exist, and which one a call means: PostgreSQL's catalogs
/// and its rules of type conversion (chapter 10 of its documentation; `parse_func.c`,
/// `parse_oper.c`, `parse_coerce.c`). Knows signatures, not what they do (`kernel`), and no syntax
/// trees (`bind`).
///
/// Identities are PostgreSQL's OIDs, which never change: they are what is sent to shard leaders.
/// Start with `Functions` and `CandidateChoice`.
@NullMarked
package io.halcyon.sql.function;

import org.jspecify.annotations.NullMarked;
