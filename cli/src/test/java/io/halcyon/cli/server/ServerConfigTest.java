package io.halcyon.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.halcyon.core.config.ConfigException;
import io.halcyon.core.config.ConfigLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServerConfigTest {
  @Test
  void theExampleFileIsRead() throws IOException {
    Path example = Path.of("..", "deploy", "config", "halcyon.yaml");
    ServerConfig config =
        ConfigLoader.of("", ServerConfig.DEFAULT)
            .file("halcyon.yaml", Files.readString(example))
            .load()
            .value();
    assertThat(config.node().membership().join()).containsExactly("a:7410", "b:7410", "c:7410");
    assertThat(config.router().listen().host()).isEqualTo("0.0.0.0");
  }

  @Test
  void flagsAreStrongerThanTheEnvironment() {
    ServerConfig config =
        ConfigLoader.of("", ServerConfig.DEFAULT)
            .environment(Map.of("HALCYON_NODE_DATA", "/a"), Set.of())
            .flags(List.of("--node.data=/b"))
            .load()
            .value();
    assertThat(config.node().data()).isEqualTo(Path.of("/b"));
  }

  @Test
  void anUnknownNameIsRefused() {
    var loader = ConfigLoader.of("", ServerConfig.DEFAULT).flags(List.of("--node.dta=/b"));
    assertThatThrownBy(loader::load)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("did you mean node.data?");
  }
}
