/// pgjdbc, the JDBC driver.
@NullMarked
package io.halcyon.clients.pgjdbc;

import org.jspecify.annotations.NullMarked;
