package io.halcyon.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.config.ConfigDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigurationDocumentTest {
  private static final String HEAD =
      """
      # Configuration

      Generated from the configuration records; `mvn -pl cli -am test -Dhalcyon.rewrite=true
      -Dtest=ConfigurationDocumentTest -Dsurefire.failIfNoSpecifiedTests=false` writes it anew.

      A setting comes from the strongest of four layers: its default, the YAML file (`--config FILE` or
      `HALCYON_CONFIG`), the environment, a flag. `node.data` is `data:` below `node:` in the file,
      `HALCYON_NODE_DATA` in the environment, and `--node.data=…` as a flag. Unknown names are errors.
      `halcyon config node` and `halcyon config router` print the effective settings and where each
      comes from. Durations are written like `500ms`, `9s`, `10m`.

      """;

  @Test
  void theReferenceIsFresh() throws IOException {
    String expected =
        HEAD + ConfigDocument.markdown("", ServerConfig.DEFAULT, new ParameterComments(root()));
    assertThat(expected.lines())
        .as("keys without a description")
        .noneMatch(l -> l.endsWith("|  |"));
    Path file = root().resolve("docs/configuration.md");
    if (Boolean.getBoolean("halcyon.rewrite")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, expected);
    }
    assertThat(file).content().as("run the command at its top").isEqualTo(expected);
  }

  private static Path root() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.exists(directory.resolve("LICENSE"))) {
      Path parent = directory.getParent();
      if (parent == null) {
        throw new IllegalStateException("not inside the source tree");
      }
      directory = parent;
    }
    return directory;
  }
}
