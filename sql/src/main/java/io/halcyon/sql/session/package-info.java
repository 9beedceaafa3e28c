/// What an answer may depend on besides the statement: settings and moment. Start with
/// `SessionContext`.
@NullMarked
package io.halcyon.sql.session;

import org.jspecify.annotations.NullMarked;
