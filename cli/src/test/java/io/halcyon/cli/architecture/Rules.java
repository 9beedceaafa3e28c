package io.halcyon.cli.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.conditions.ArchConditions.have;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// The rules on what written classes may use and how they may be named.
final class Rules {
  private static final String BENCH = "io.halcyon.bench..";
  private static final Pattern RPC_PACKAGE = Pattern.compile("io\\.halcyon(\\..+)?\\.rpc(\\..+)?");
  private static final Pattern REFUSED_NAME =
      Pattern.compile(".+(Impl|Manager|Helper|Helpers|Util|Utils|Base)|Abstract[A-Z].*");

  /// Everything that reads time, by owner; an empty set stands for the whole class.
  private static final Map<String, Set<String>> TIME =
      Map.of(
          "java.lang.System", Set.of("nanoTime", "currentTimeMillis"),
          "java.time.Clock",
              Set.of("systemUTC", "systemDefaultZone", "system", "tickMillis", "tickSeconds"),
          "java.time.Instant", Set.of("now"),
          "java.time.LocalDate", Set.of("now"),
          "java.time.LocalTime", Set.of("now"),
          "java.time.LocalDateTime", Set.of("now"),
          "java.time.OffsetDateTime", Set.of("now"),
          "java.time.ZonedDateTime", Set.of("now"),
          "java.util.Date", Set.of("<init>"));

  private static final Map<String, Set<String>> RANDOMNESS =
      Map.of(
          "java.util.Random", Set.of(),
          "java.util.SplittableRandom", Set.of(),
          "java.util.concurrent.ThreadLocalRandom", Set.of(),
          "java.security.SecureRandom", Set.of(),
          "java.util.random.RandomGeneratorFactory", Set.of(),
          "java.util.random.RandomGenerator", Set.of("of", "getDefault"),
          "java.util.UUID", Set.of("randomUUID"),
          "java.util.Collections", Set.of("shuffle"),
          "java.lang.Math", Set.of("random"));

  static final ArchRule ROCKSDB =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.halcyon.raftstorage.engine", BENCH)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.rocksdb..")
          .because("options and native memory live in one place");

  static final ArchRule RATIS =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.halcyon.raftstorage.ratis..", "io.halcyon.bench.raw")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.ratis..")
          .because("everyone else talks to the ReplicatedLog port");

  static final ArchRule GRPC =
      noClasses()
          .that(
              describe(
                  "are outside of rpc packages",
                  type -> !RPC_PACKAGE.matcher(type.getPackageName()).matches()))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.grpc..");

  static final ArchRule MICROMETER =
      noClasses()
          .that(describe("are not named *Metrics", type -> !outermost(type).endsWith("Metrics")))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.micrometer..");

  static final ArchRule CLOCKS =
      noClasses()
          .that()
          .resideOutsideOfPackage(BENCH)
          .and()
          .doNotHaveFullyQualifiedName("io.halcyon.core.hlc.SystemClock")
          .should()
          .accessTargetWhere(touches("time is read", TIME))
          .because("only SystemClock reads time, so that tests can inject it");

  static final ArchRule RANDOM =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("io.halcyon.core.runtime.Randomness")
          .should()
          .accessTargetWhere(touches("randomness is made", RANDOMNESS))
          .because("only Randomness creates it, so that tests can seed it");

  static final ArchRule SLEEP =
      noClasses()
          .should()
          .accessTargetWhere(
              touches("a thread sleeps", Map.of("java.lang.Thread", Set.of("sleep"))))
          .because("waiting goes through the clock or a condition");

  static final ArchRule NAMES =
      noClasses()
          .should(
              have(
                  describe(
                      "a refused name",
                      type -> REFUSED_NAME.matcher(type.getSimpleName()).matches())))
          .because("implementations are named by what differs");

  static final ArchRule PACKAGES =
      noClasses()
          .should()
          .resideInAnyPackage("..util..", "..utils..", "..common..", "..impl..", "..model..")
          .because("packages are features");

  private Rules() {}

  private static String outermost(JavaClass type) {
    return type.getEnclosingClass().map(Rules::outermost).orElse(type.getSimpleName());
  }

  private static DescribedPredicate<JavaAccess<?>> touches(
      String description, Map<String, Set<String>> members) {
    return describe(
        description,
        access -> {
          Set<String> names = members.get(access.getTargetOwner().getName());
          return names != null && (names.isEmpty() || names.contains(access.getTarget().getName()));
        });
  }
}
