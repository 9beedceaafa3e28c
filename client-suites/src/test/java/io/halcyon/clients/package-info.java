/// One cluster for all suites. A suite knows the PostgreSQL port and nothing else of Halcyon. Start
/// with `ClusterOfSuites`.
@NullMarked
package io.halcyon.clients;

import org.jspecify.annotations.NullMarked;
