package io.halcyon.client;

import io.halcyon.core.hlc.HlcTimestamp;
import io.halcyon.core.key.StoredKey;
import io.halcyon.core.wire.Bodies;
import io.halcyon.core.wire.MalformedFrameException;
import io.halcyon.proto.v1.BatchResponse;
import io.halcyon.proto.v1.ConditionalResponse;
import io.halcyon.proto.v1.GetResponse;
import io.halcyon.proto.v1.IncrementResponse;
import io.halcyon.proto.v1.KeyValue;
import io.halcyon.proto.v1.MultiGetResponse;
import io.halcyon.proto.v1.OperationResult;
import io.halcyon.proto.v1.ScanResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Reads the bodies of answers. Whatever does not follow the layout is a {@link
/// MalformedFrameException}. Where the caller named the key, it is the caller's that is returned.
final class Answers {
  private Answers() {}

  static GetResult get(byte[] key, byte[] body) {
    HlcTimestamp readAt = timestamp(Bodies.longAt(body, 0));
    long version = Bodies.longAt(body, 8);
    long expiresAt = Bodies.longAt(body, 16);
    if (version == 0) {
      return new GetResult(Optional.empty(), readAt);
    }
    byte[] value = Arrays.copyOfRange(body, Bodies.GET_RESULT_HEADER, body.length);
    return new GetResult(Optional.of(new Entry(key, value, timestamp(version), expiresAt)), readAt);
  }

  static HlcTimestamp put(byte[] body) {
    return timestamp(Bodies.longAt(body, 0));
  }

  static DeleteResult delete(byte[] body) {
    HlcTimestamp timestamp = timestamp(Bodies.longAt(body, 0));
    if (body.length < 9) {
      throw new MalformedFrameException("answer to a delete is too short");
    }
    return new DeleteResult(body[8] != 0, timestamp);
  }

  static IncrementResult increment(IncrementResponse response) {
    return new IncrementResult(response.getValue(), timestamp(response.getTimestamp()));
  }

  static MultiGetResult multiGet(List<byte[]> keys, MultiGetResponse response) {
    requireCount("multi-get", keys.size(), response.getResultsCount());
    List<Optional<Entry>> entries = new ArrayList<>(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      GetResponse each = response.getResults(i);
      entries.add(
          each.hasFound() ? Optional.of(entry(keys.get(i), each.getFound())) : Optional.empty());
    }
    return new MultiGetResult(entries, timestamp(response.getReadTimestamp()));
  }

  static BatchResult batch(BatchResponse response) {
    return new BatchResult(timestamp(response.getTimestamp()), response.getShards());
  }

  static ConditionalResult conditional(Conditional request, ConditionalResponse response) {
    List<Action> run = response.getSucceeded() ? request.thenActions() : request.otherwiseActions();
    requireCount("conditional", run.size(), response.getResultsCount());
    List<ActionResult> results = new ArrayList<>(run.size());
    for (int i = 0; i < run.size(); i++) {
      OperationResult each = response.getResults(i);
      Optional<Entry> found =
          each.hasFound()
              ? Optional.of(entry(run.get(i).key(), each.getFound()))
              : Optional.empty();
      results.add(new ActionResult(found, each.getExisted()));
    }
    return new ConditionalResult(
        response.getSucceeded(), results, timestamp(response.getTimestamp()));
  }

  static ScanPage scan(ScanResponse response) {
    List<Entry> entries = new ArrayList<>(response.getItemsCount());
    for (KeyValue item : response.getItemsList()) {
      byte[] stored = item.getKey().toByteArray();
      if (stored.length < 2) {
        throw new MalformedFrameException("scanned key without a keyspace");
      }
      entries.add(entry(StoredKey.userKey(stored), item));
    }
    return new ScanPage(
        entries, response.getNextPageToken().toByteArray(), timestamp(response.getReadTimestamp()));
  }

  private static Entry entry(byte[] key, KeyValue found) {
    return new Entry(
        key,
        found.getValue().toByteArray(),
        timestamp(found.getTimestamp()),
        found.getExpiresAtMillis());
  }

  static HlcTimestamp timestamp(long packed) {
    if (packed < 0) {
      throw new MalformedFrameException("negative timestamp in an answer");
    }
    return new HlcTimestamp(packed);
  }

  private static void requireCount(String what, int expected, int actual) {
    if (expected != actual) {
      throw new MalformedFrameException(
          what + " answer has " + actual + " results instead of " + expected);
    }
  }
}
