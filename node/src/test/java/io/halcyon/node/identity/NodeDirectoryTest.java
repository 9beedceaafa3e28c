package io.halcyon.node.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.halcyon.core.hlc.SystemClock;
import io.halcyon.core.id.NodeId;
import io.halcyon.proto.v1.ClusterState;
import io.halcyon.proto.v1.NodeRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeDirectoryTest {
  private static final NodeIdentity IDENTITY = new NodeIdentity("c1", new NodeId(7), 12);

  @TempDir Path parent;

  @Test
  void theIdentitySurvivesARestartAndCountsStarts() throws IOException {
    Path root = parent.resolve("not/yet/there");
    try (NodeDirectory directory = NodeDirectory.open(root)) {
      assertThat(directory.identity()).isEmpty();
      directory.save(IDENTITY);
    }
    try (NodeDirectory directory = NodeDirectory.open(root)) {
      assertThat(directory.identity()).contains(IDENTITY);
      assertThat(directory.nextStart(IDENTITY).incarnation()).isEqualTo(13);
    }
    try (NodeDirectory directory = NodeDirectory.open(root)) {
      assertThat(directory.identity()).map(NodeIdentity::incarnation).contains(13L);
    }
  }

  @Test
  void anyDamageToTheIdentityIsRefused() throws IOException {
    try (NodeDirectory directory = NodeDirectory.open(parent)) {
      directory.save(IDENTITY);
      Path file = parent.resolve("identity.properties");
      String whole = Files.readString(file);
      for (int length = 0; length < whole.length() - 1; length++) {
        Files.writeString(file, whole.substring(0, length));
        assertRefused(directory, "identity file");
      }
      Files.writeString(file, whole.replace("incarnation=12", "incarnation=11"));
      assertRefused(directory, "checksum");
      Files.writeString(file, whole.replace("node=7", "node=\\u00zz"));
      assertRefused(directory, "is damaged");
      Files.writeString(file, whole.replace("node=7", "node=x"));
      assertRefused(directory, "is damaged");
      Files.write(file, new byte[] {(byte) 0xC3, (byte) 0x28});
      assertRefused(directory, "is damaged");
      Files.writeString(file, whole);
      assertThat(directory.identity()).contains(IDENTITY);
    }
  }

  private static void assertRefused(NodeDirectory directory, String reason) {
    assertThatThrownBy(directory::identity)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("identity file")
        .hasMessageContaining(reason);
  }

  @Test
  void aTornReplacementLeavesTheOldFile() throws IOException {
    try (NodeDirectory directory = NodeDirectory.open(parent)) {
      directory.save(IDENTITY);
      Files.writeString(parent.resolve("identity.properties.new"), "half");
      assertThat(directory.identity()).contains(IDENTITY);
      directory.nextStart(IDENTITY);
      assertThat(directory.identity()).map(NodeIdentity::incarnation).contains(13L);
    }
  }

  @Test
  void theDirectoryIsOfOneNodeAtATime() throws IOException {
    try (NodeDirectory directory = NodeDirectory.open(parent)) {
      assertThat(directory.root()).isEqualTo(parent);
      assertThatThrownBy(() -> NodeDirectory.open(parent))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("in use by another node");
    }
    NodeDirectory.open(parent).close();
  }

  @Test
  void theClusterStateIsKept() throws IOException {
    ClusterState state =
        ClusterState.newBuilder()
            .setClusterId("c1")
            .setVersion(3)
            .addNodes(NodeRecord.newBuilder().setId(1).setRpcAddress("127.0.0.1:1"))
            .build();
    try (NodeDirectory directory = NodeDirectory.open(parent)) {
      assertThat(directory.state()).isEmpty();
      directory.saveState(state);
      assertThat(directory.state()).contains(state);
      Files.write(parent.resolve("cluster-state.pb"), "damaged".getBytes(StandardCharsets.UTF_8));
      assertThatThrownBy(directory::state)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cluster state file")
          .hasMessageContaining("is damaged");
    }
  }

  @Test
  void aNodeWithAnIdentityNeedsTheBoundOfItsClock() throws IOException {
    try (NodeDirectory directory = NodeDirectory.open(parent)) {
      directory.hlcBound(SystemClock.INSTANCE).close();
      directory.save(IDENTITY);
      directory.hlcBound(SystemClock.INSTANCE).close();
      Path file = parent.resolve("hlc-bound");
      Files.write(file, new byte[0]);
      assertThatThrownBy(() -> directory.hlcBound(SystemClock.INSTANCE))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("missing or empty");
      Files.delete(file);
      assertThatThrownBy(() -> directory.hlcBound(SystemClock.INSTANCE))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("missing or empty");
    }
  }
}
