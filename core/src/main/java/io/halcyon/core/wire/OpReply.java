package io.halcyon.core.wire;

/// One answer inside a received frame.
///
/// @param id of the request
/// @param failed whether the body is a serialized `halcyon.v1.FailureDetail`, else a result
/// @param body a copy, owned by the receiver
public record OpReply(long id, boolean failed, byte[] body) {}
