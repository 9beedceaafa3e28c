package io.halcyon.cli.dataset;

/// A record of a data set.
///
/// @param value a JSON object
public record DataRecord(String key, String value) {}
