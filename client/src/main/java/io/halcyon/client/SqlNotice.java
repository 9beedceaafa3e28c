package io.halcyon.client;

/// Something that a statement tells and that is no error.
///
/// @param severity for instance `NOTICE` or `WARNING`
public record SqlNotice(String severity, String sqlState, String message) {}
