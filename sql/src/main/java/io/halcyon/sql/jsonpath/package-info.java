/// SQL/JSON paths: parsing, writing and evaluation, as PostgreSQL's `jsonpath.c` and
/// `jsonpath_exec.c` do it. Without the method `datetime()`. Start with `JsonPath`.
@NullMarked
package io.halcyon.sql.jsonpath;

import org.jspecify.annotations.NullMarked;
