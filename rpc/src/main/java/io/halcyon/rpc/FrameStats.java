package io.halcyon.rpc;

/// Counters of a connection since it was opened.
///
/// @param frames sent
/// @param operations sent; divided by `frames` the mean batch
/// @param connects how often the stream came up
/// @param refused operations refused because too many were outstanding
/// @param expired operations whose deadline passed without an answer
public record FrameStats(long frames, long operations, long connects, long refused, long expired) {}
