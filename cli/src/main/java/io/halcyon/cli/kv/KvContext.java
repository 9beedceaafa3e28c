package io.halcyon.cli.kv;

import io.halcyon.cli.output.Terminal;

/// What all kv commands are given.
public record KvContext(Terminal terminal, Clients clients) {}
