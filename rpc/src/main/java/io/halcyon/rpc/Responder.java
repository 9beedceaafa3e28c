package io.halcyon.rpc;

import io.halcyon.core.failure.Failure;

/// Takes the answer to one operation. Any thread may answer, exactly once; should two race (a
/// result and a deadline), the first counts and the other is dropped.
public interface Responder {
  /// Answers with a result body; the array now belongs to the stream.
  void ok(byte[] body);

  void fail(Failure failure);
}
