/// Runs bound queries: batches are pulled through a tree of sources, which is made when a query is
/// opened. Start with {@link io.halcyon.sql.execute.Executor}. Where rows of tables come from is
/// behind {@link io.halcyon.sql.access.Tables}.
@NullMarked
package io.halcyon.sql.execute;

import org.jspecify.annotations.NullMarked;
