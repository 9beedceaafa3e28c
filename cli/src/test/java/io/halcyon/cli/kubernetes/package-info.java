/// Checks of deploy/k8s: the chart as Helm renders it, and the processes as its pods would run
/// them.
@NullMarked
package io.halcyon.cli.kubernetes;

import org.jspecify.annotations.NullMarked;
