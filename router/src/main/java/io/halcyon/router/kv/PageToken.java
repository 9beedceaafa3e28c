package io.halcyon.router.kv;

import com.google.protobuf.ByteString;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import java.nio.ByteBuffer;

/// Where the next page of a scan begins. Opaque to clients, and not trusted when it comes back.
///
/// Layout: `version (1) | reverse (1) | read timestamp (8) | digest of the range (8) | last key`.
///
/// @param timestamp all pages of a scan read at it; positive
/// @param digest of the whole range that the first page was asked for
/// @param lastKey the last stored key of the page before
record PageToken(boolean reverse, long timestamp, long digest, ByteString lastKey) {
  private static final byte VERSION = 1;
  private static final int HEADER = 18;

  ByteString encode() {
    byte[] header =
        ByteBuffer.allocate(HEADER)
            .put(VERSION)
            .put((byte) (reverse ? 1 : 0))
            .putLong(timestamp)
            .putLong(digest)
            .array();
    return ByteString.copyFrom(header).concat(lastKey);
  }

  /// Decodes a token and checks that it belongs to a scan of `range`.
  ///
  /// @throws HalcyonException with `Invalid` if it is damaged or belongs to another scan
  static PageToken decode(ByteString encoded, ScanRange range) {
    if (encoded.size() < HEADER || encoded.byteAt(0) != VERSION) {
      throw invalid("page token is damaged or of another version");
    }
    ByteBuffer header = encoded.substring(0, HEADER).asReadOnlyByteBuffer();
    byte direction = header.get(1);
    long timestamp = header.getLong(2);
    long digest = header.getLong(10);
    ByteString lastKey = encoded.substring(HEADER);
    if (direction < 0 || direction > 1 || timestamp <= 0 || KvLimits.key(lastKey) != null) {
      throw invalid("page token is damaged");
    }
    PageToken token = new PageToken(direction == 1, timestamp, digest, lastKey);
    if (token.reverse != range.reverse() || digest != range.digest() || !range.contains(lastKey)) {
      throw invalid("page token belongs to a scan of another range or direction");
    }
    return token;
  }

  private static HalcyonException invalid(String detail) {
    return new HalcyonException(new Failure.Invalid(detail));
  }
}
