package io.halcyon.cli.server;

import io.halcyon.core.config.Describe;
import io.halcyon.node.NodeConfig;
import io.halcyon.router.RouterConfig;

/// The settings of both server processes, so that one file can serve all of them.
public record ServerConfig(
    @Describe("Settings of `halcyon node`.") NodeConfig node,
    @Describe("Settings of `halcyon router`.") RouterConfig router) {
  public static final ServerConfig DEFAULT =
      new ServerConfig(NodeConfig.DEFAULT, RouterConfig.DEFAULT);
}
