package io.halcyon.router.kv;

import com.google.protobuf.ByteString;
import io.halcyon.proto.internal.v1.Call;
import io.halcyon.proto.internal.v1.CallResult;
import java.util.List;

/// A call that reads several keys, as {@link SplitCall} sees it: how to make the part for one
/// shard, and how to put the answers together. Its owner calls it under one lock.
interface SplitWork {
  /// Returns how many keys the call has.
  int size();

  /// Returns a stored key, by its place in the call.
  ByteString key(int index);

  /// Returns whether one part must be answered before the others can be made.
  boolean oneFirst();

  /// Returns whether the first try of a part may go to any replica.
  boolean fromAnyReplica();

  /// Makes the part for one shard.
  ///
  /// @param indices places in the call, ascending
  Call part(List<Integer> indices);

  /// Takes a part's answer.
  ///
  /// @throws io.halcyon.core.failure.HalcyonException if it does not fit the part
  void merge(List<Integer> indices, CallResult result);

  /// Returns the whole answer.
  CallResult answer();
}
