package io.halcyon.core.hlc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.halcyon.core.config.ConfigDocument;
import io.halcyon.core.config.ConfigLoader;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClockConfigTest {
  @Test
  void theDefaultsAreThoseOfTheDesign() {
    assertThat(ConfigLoader.of("clock", ClockConfig.DEFAULT).load().value())
        .isEqualTo(new ClockConfig(Duration.ofMillis(500), Duration.ofSeconds(1)));
  }

  @Test
  void aFileMayChangeEveryKey() {
    assertThat(
            ConfigLoader.of("clock", ClockConfig.DEFAULT)
                .file("halcyon.yaml", "clock: {max-offset: 250ms, bound-lead: 2s}")
                .load()
                .value())
        .isEqualTo(new ClockConfig(Duration.ofMillis(250), Duration.ofSeconds(2)));
  }

  @Test
  void everyKeyIsDescribed() {
    assertThat(ConfigDocument.markdown("clock", ClockConfig.DEFAULT))
        .contains("| `clock.max-offset` | duration | `500ms` | Largest difference")
        .contains("| `clock.bound-lead` | duration | `1s` | How far");
  }

  @Test
  void offsetsAndLeadsThatCannotWorkAreRefused() {
    assertThatThrownBy(() -> new ClockConfig(Duration.ZERO, Duration.ofSeconds(1)))
        .hasMessageContaining("clock.max-offset");
    assertThatThrownBy(() -> new ClockConfig(Duration.ofMillis(500), Duration.ofMillis(49)))
        .hasMessageContaining("clock.bound-lead");
  }
}
