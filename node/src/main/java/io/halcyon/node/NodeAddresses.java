package io.halcyon.node;

/// Where others reach a node, each `host:port`.
public record NodeAddresses(String rpc, String peer, String http) {}
