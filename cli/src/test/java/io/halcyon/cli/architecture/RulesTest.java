package io.halcyon.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.grpc.Status;
import io.micrometer.core.instrument.Counter;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.ratis.protocol.RaftPeerId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rocksdb.RocksDB;

/// Style sections 1 and 2: import sites, clocks, randomness, waiting, names.
class RulesTest {
  static Stream<ArchRule> rules() {
    return Stream.of(
        Rules.ROCKSDB,
        Rules.RATIS,
        Rules.GRPC,
        Rules.MICROMETER,
        Rules.CLOCKS,
        Rules.RANDOM,
        Rules.SLEEP,
        Rules.NAMES,
        Rules.PACKAGES);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void writtenClassesKeepTheRule(ArchRule rule) {
    rule.check(SourceTree.WRITTEN);
  }

  /// Breaks the rules that can be broken without a library.
  static final class OffenderUtil {
    static final LongSupplier CLOCK = System::nanoTime;

    private OffenderUtil() {}

    static int offend() throws InterruptedException {
      Thread.sleep(1);
      return new Random(1).nextInt();
    }
  }

  /// Uses each library outside of its one place.
  record LibraryOffender(RocksDB store, RaftPeerId peer, Status status, Counter counter) {}

  @Test
  void librariesOutsideOfTheirPlaceAreFound() {
    JavaClasses offender = new ClassFileImporter().importClasses(LibraryOffender.class);
    for (ArchRule rule : List.of(Rules.ROCKSDB, Rules.RATIS, Rules.GRPC, Rules.MICROMETER)) {
      assertThat(rule.evaluate(offender).hasViolation()).as(rule.getDescription()).isTrue();
    }
  }

  @Test
  void offendersAreFound() {
    JavaClasses offender = new ClassFileImporter().importClasses(OffenderUtil.class);
    for (ArchRule rule : List.of(Rules.CLOCKS, Rules.RANDOM, Rules.SLEEP, Rules.NAMES)) {
      assertThat(rule.evaluate(offender).hasViolation()).as(rule.getDescription()).isTrue();
    }
    JavaClasses here = new ClassFileImporter().importClasses(RulesTest.class);
    assertThat(Rules.NAMES.evaluate(here).hasViolation()).isFalse();
  }
}
