package io.halcyon.chaos.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Design section 2 for this module, which is built after the one that checks all others.
class ChaosRulesTest {
  private static final JavaClasses CHAOS =
      new ClassFileImporter().importPath(Path.of("target/classes"));

  @Test
  void halcyonIsSeenOverTheNetworkOnly() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.halcyon.chaos..",
            "io.halcyon.client",
            "io.halcyon.checker..",
            "io.halcyon.core..",
            "java..",
            "org.slf4j..",
            "org.jspecify..")
        .check(CHAOS);
  }

  @Test
  void timeAndRandomnessComeFromCore() {
    noClasses()
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Random.class)
        .check(CHAOS);
  }
}
