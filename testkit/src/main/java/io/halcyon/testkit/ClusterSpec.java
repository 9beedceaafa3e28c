package io.halcyon.testkit;

import io.halcyon.node.NodeConfig;
import io.halcyon.router.RouterConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What a {@link ClusterBuilder} has collected.
///
/// @param directory null: a temporary one
record ClusterSpec(
    int nodes,
    int shards,
    int replication,
    @Nullable Path directory,
    ClusterPorts.Choice ports,
    Duration readyWithin,
    UnaryOperator<NodeConfig> nodeSettings,
    UnaryOperator<RouterConfig> routerSettings) {}
