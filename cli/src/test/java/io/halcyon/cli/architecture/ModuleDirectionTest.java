package io.halcyon.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Design section 2: the direction in which modules may depend.
class ModuleDirectionTest {
  @Test
  void everyModuleOfTheBuildHasItsRow() {
    assertThat(SourceTree.builtModules())
        .containsExactlyInAnyOrderElementsOf(SourceTree.ALLOWED.keySet())
        .endsWith("cli", "chaos-tests");
  }

  @Test
  void theClassesOfEveryModuleThatThisOneNeedsAreThere() {
    Set<String> expected = new TreeSet<>(SourceTree.ALLOWED.keySet());
    // It is built after this module, and checks itself.
    expected.remove("chaos-tests");
    // It has tests only.
    expected.remove("client-suites");
    assertThat(SourceTree.compiledModules()).containsAll(expected);
  }

  @Test
  void modulesDependOnlyInTheirDirection() {
    Set<String> wrong = new TreeSet<>();
    SourceTree.ALLOWED.forEach((module, allowed) -> {
      for (JavaClass type : SourceTree.classesOf(module)) {
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
          String target = SourceTree.moduleOf(dependency.getTargetClass());
          if (!target.isEmpty() && !target.equals(module) && !allowed.contains(target)) {
            wrong.add(module + " -> " + target + ": " + dependency.getDescription());
          }
        }
      }
    });
    assertThat(wrong).isEmpty();
  }

  @Test
  void allowedDirectionsHaveNoCycle() {
    SourceTree.ALLOWED.forEach((module, allowed) -> {
      for (String target : allowed) {
        assertThat(SourceTree.ALLOWED.getOrDefault(target, Set.of()))
            .as("what %s may see", target)
            .doesNotContain(module);
        assertThat(allowed)
            .as("%s sees what %s sees", module, target)
            .containsAll(
                module.equals("chaos-tests")
                    ? Set.of()
                    : SourceTree.ALLOWED.getOrDefault(target, Set.of()));
      }
    });
  }

  @Test
  void coreAndTheProtocolsDoNoInputOrOutputAndStartNoThreads() {
    List<String> banned =
        List.of(
            "java.net.",
            "java.nio.channels.",
            "java.nio.file.Files",
            "java.io.File",
            "java.lang.Thread",
            "java.util.concurrent.Executor",
            "java.util.concurrent.ScheduledExecutor");
    Set<String> wrong = new TreeSet<>();
    for (String module : List.of("core", "txn")) {
      for (JavaClass type : SourceTree.classesOf(module)) {
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
          String target = dependency.getTargetClass().getName();
          if (banned.stream().anyMatch(target::startsWith)) {
            wrong.add(dependency.getDescription());
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void theProtocolsReadNoClock() {
    Set<String> wrong = new TreeSet<>();
    for (JavaClass type : SourceTree.classesOf("txn")) {
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        String target = dependency.getTargetClass().getSimpleName();
        if (target.equals("PhysicalClock")
            || target.equals("SystemClock")
            || target.equals("HlcClock")) {
          wrong.add(dependency.getDescription());
        }
      }
    }
    assertThat(wrong).isEmpty();
  }
}
