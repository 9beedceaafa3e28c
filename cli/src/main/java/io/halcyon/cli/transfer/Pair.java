package io.halcyon.cli.transfer;

/// A key with its value, on the way between a file and the cluster.
public record Pair(byte[] key, byte[] value) {
  int bytes() {
    return key.length + value.length;
  }
}
