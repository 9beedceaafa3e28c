package io.halcyon.node.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.halcyon.core.hlc.ClockConfig;
import io.halcyon.core.hlc.HlcClock;
import io.halcyon.core.hlc.HlcTimestamp;
import io.halcyon.core.testing.FakeClock;
import io.halcyon.core.testing.SeededTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Rule C3: a node's clock never goes back across restarts.
class FileHlcBoundTest {
  private static final int SLOT = 12;

  @TempDir Path directory;

  private Path file() {
    return directory.resolve("hlc-bound");
  }

  private final FakeClock physical = new FakeClock();

  private FileHlcBound open() throws IOException {
    return FileHlcBound.open(file(), physical, false);
  }

  @Test
  void theBoundIsDurableBeforeItIsExceeded() throws IOException {
    try (FileHlcBound bound = open()) {
      bound.ensureAbove(1_000);
      assertThat(bound.current()).isGreaterThanOrEqualTo(1_000);
      try (FileHlcBound other = open()) {
        assertThat(other.current()).isEqualTo(bound.current());
      }
    }
  }

  @Test
  void oneWriteServesForALead() throws IOException {
    try (FileHlcBound bound = open()) {
      long start = HlcTimestamp.packMillis(FakeClock.START_MILLIS);
      bound.ensureAbove(start);
      long first = bound.current();
      assertThat(first).isEqualTo(start + HlcTimestamp.packMillis(FileHlcBound.LEAD_MILLIS));
      bound.ensureAbove(first);
      bound.extend(start);
      assertThat(bound.current()).isEqualTo(first);
      physical.advanceMillis(FileHlcBound.LEAD_MILLIS);
      bound.extend(start + HlcTimestamp.packMillis(FileHlcBound.LEAD_MILLIS));
      assertThat(bound.current()).isGreaterThan(first);
    }
  }

  @Test
  void theBoundFollowsPhysicalTimeAndDoesNotRatchetWithRestarts() throws IOException {
    for (int restart = 0; restart < 5; restart++) {
      try (FileHlcBound bound = open()) {
        bound.extend(new HlcClock(physical, ClockConfig.DEFAULT, bound).now());
      }
    }
    try (FileHlcBound bound = open()) {
      long lead = HlcTimestamp.millisOf(bound.current()) - physical.millis();
      assertThat(lead).isLessThanOrEqualTo(FileHlcBound.LEAD_MILLIS);
    }
  }

  @Test
  void aRestartedClockIsAboveEverythingItEverSaid() throws IOException {
    FakeClock time = new FakeClock();
    long said;
    try (FileHlcBound bound = open()) {
      said = new HlcClock(time, ClockConfig.DEFAULT, bound).now();
    }
    time.jumpTo(FakeClock.START_MILLIS - 60_000);
    try (FileHlcBound bound = open()) {
      HlcClock clock = new HlcClock(time, ClockConfig.DEFAULT, bound);
      assertThat(clock.peek()).isGreaterThanOrEqualTo(said);
      assertThat(clock.now()).isGreaterThan(said);
    }
  }

  /// Restarts and torn writes in any order: what was once durable stays so.
  @SeededTest(runs = 30)
  void theBoundNeverGoesBackAfterATornWrite(RandomGenerator random) throws IOException {
    Files.deleteIfExists(file());
    long promised = 0;
    long ts = 1_000;
    for (int i = 0; i < 12; i++) {
      try (FileHlcBound bound = open()) {
        assertThat(bound.current()).isGreaterThanOrEqualTo(promised);
        for (int n = random.nextInt(3); n > 0; n--) {
          ts = bound.current() + 1;
          bound.ensureAbove(ts);
        }
        promised = bound.current();
        if (random.nextBoolean()) {
          byte[] before = Files.readAllBytes(file());
          bound.ensureAbove(promised + 1);
          Files.write(file(), torn(before, Files.readAllBytes(file()), random));
        } else {
          promised = bound.current();
        }
      }
    }
  }

  /// Of the slot that differs only some bytes have reached the disk.
  private static byte[] torn(byte[] before, byte[] after, RandomGenerator random) {
    byte[] torn = after.clone();
    int reached = random.nextInt(SLOT);
    for (int slot = 0; slot < after.length; slot += SLOT) {
      for (int i = reached; i < SLOT; i++) {
        torn[slot + i] = slot + i < before.length ? before[slot + i] : 0;
      }
    }
    return torn;
  }

  @Test
  void aFileWithoutAWholeSlotIsRefused() throws IOException {
    try (FileHlcBound bound = open()) {
      bound.ensureAbove(1_000);
      bound.ensureAbove(bound.current() + 1);
    }
    byte[] whole = Files.readAllBytes(file());
    assertThat(whole).hasSize(2 * SLOT);
    byte[] one = whole.clone();
    one[3] ^= 1;
    Files.write(file(), one);
    open().close();
    one[SLOT + 3] ^= 1;
    Files.write(file(), one);
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("clock bound file")
        .hasMessageContaining("is damaged");
    Files.write(file(), new byte[] {1, 2, 3});
    assertThatThrownBy(this::open).hasMessageContaining("is damaged");
    Files.write(file(), new byte[2 * SLOT]);
    assertThatThrownBy(this::open).hasMessageContaining("is damaged");
  }

  @Test
  void aBoundThatCannotBeWrittenIsNotTakenForDurable() throws IOException {
    FileHlcBound bound = open();
    long before = bound.current();
    bound.close();
    assertThatThrownBy(() -> bound.ensureAbove(before + 1))
        .hasMessageContaining("cannot make the clock's bound durable");
    assertThat(bound.current()).isEqualTo(before);
  }
}
