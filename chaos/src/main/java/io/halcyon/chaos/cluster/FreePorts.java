package io.halcyon.chaos.cluster;

import io.halcyon.core.runtime.Randomness;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Hands out ports of the loopback address, none twice. They are not held, and lie below the range
/// from which systems take the ports of outgoing connections. Not thread-safe.
final class FreePorts {
  private static final int FROM = 20_000;
  private static final int TO = 32_000;
  private static final int ATTEMPTS = 1_000;

  private final RandomGenerator random = Randomness.unseeded();
  private final Set<Integer> taken = new HashSet<>();

  int take() {
    for (int i = 0; i < ATTEMPTS; i++) {
      int candidate = random.nextInt(FROM, TO);
      if (!taken.contains(candidate) && isFree(candidate)) {
        taken.add(candidate);
        return candidate;
      }
    }
    throw new IllegalStateException("no free port between " + FROM + " and " + TO);
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
