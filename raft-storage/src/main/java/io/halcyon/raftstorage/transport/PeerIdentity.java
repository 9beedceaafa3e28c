package io.halcyon.raftstorage.transport;

import io.halcyon.core.id.Incarnation;
import java.nio.charset.StandardCharsets;

/// Who this process is when it greets a peer.
///
/// @param clusterId processes of another cluster are refused; 1 to 128 bytes in UTF-8
public record PeerIdentity(String clusterId, Incarnation self) {
  static final int CLUSTER_ID_BYTES_MAX = 128;

  public PeerIdentity {
    int length = clusterId.getBytes(StandardCharsets.UTF_8).length;
    if (length == 0 || length > CLUSTER_ID_BYTES_MAX) {
      throw new IllegalArgumentException("cluster id must have 1 to 128 bytes: " + clusterId);
    }
  }
}
