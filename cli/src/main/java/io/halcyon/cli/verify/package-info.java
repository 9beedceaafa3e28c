/// `halcyon verify`: runs the workloads of {@link io.halcyon.verify} against a cluster, disturbs a
/// local one while they run, and shows what came of it. Start at {@link
/// io.halcyon.cli.verify.VerifyCommand}.
@NullMarked
package io.halcyon.cli.verify;

import org.jspecify.annotations.NullMarked;
