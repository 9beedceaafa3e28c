package io.halcyon.raftstorage.ratis;

import io.halcyon.raftstorage.engine.ScrubPace;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Verifies the checksum of every entry in the files of a log that is in use.
///
/// The end of the open file may be half written at any moment. So what looks wrong is looked at
/// again: a write under way is whole, or longer, after seconds; damage stays where it is.
final class LogScrub {
  private static final int LOOKS = 3;
  private static final long LOOK_AGAIN_MILLIS = 1_000;

  private LogScrub() {}

  /// Returns what is damaged, if anything; an end by the pace finds nothing.
  static Optional<String> run(Path current, ScrubPace pace)
      throws IOException, InterruptedException {
    for (Path file : LogSegments.files(current)) {
      Optional<String> damage = damage(file);
      if (damage.isPresent() || !pace.read(file.toFile().length())) {
        return damage;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> damage(Path file) throws IOException, InterruptedException {
    try {
      long wrong = LogSegments.firstWrong(file);
      return wrong >= 0 && stays(file, wrong)
          ? Optional.of("log file " + file.getFileName() + " is damaged at byte " + wrong)
          : Optional.empty();
    } catch (NoSuchFileException _) {
      // Closed under another name, or purged: the next round reads it, if it is still there.
      return Optional.empty();
    }
  }

  private static boolean stays(Path file, long wrong) throws IOException, InterruptedException {
    for (int look = 1; look < LOOKS; look++) {
      new CountDownLatch(1).await(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
      if (LogSegments.firstWrong(file) != wrong) {
        return false;
      }
    }
    return true;
  }
}
