package io.halcyon.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Style sections 1 and 3: package descriptions and the hard limit of a file's length.
class SourceFilesTest {
  private static final int LINES_MAX = 500;

  @Test
  void noFileExceedsTheHardLimit() {
    Set<String> wrong = new TreeSet<>();
    for (Path file : SourceTree.sources()) {
      long lines = SourceTree.read(file).lines().count();
      if (lines > LINES_MAX) {
        wrong.add(SourceTree.ROOT.relativize(file) + " has " + lines + " lines");
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyPackageIsDescribedAndNullMarked() {
    Set<Path> packages =
        SourceTree.sources().stream().map(Path::getParent).collect(Collectors.toSet());
    Set<String> wrong = new TreeSet<>();
    for (Path directory : packages) {
      Path info = directory.resolve("package-info.java");
      String text = Files.exists(info) ? SourceTree.read(info) : "";
      if (!text.contains("@NullMarked") || !text.startsWith("///")) {
        wrong.add(SourceTree.ROOT.relativize(directory).toString());
      }
    }
    assertThat(packages).isNotEmpty();
    assertThat(wrong).isEmpty();
  }
}
