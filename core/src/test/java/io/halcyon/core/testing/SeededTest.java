package io.halcyon.core.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/// A property test: the method runs once for each of `runs` fresh seeds and takes its randomness
/// only from its parameter, a `long seed` or a `RandomGenerator` made from the seed.
///
/// A failing run names its seed in its display name and in the failure's message;
/// `-Dhalcyon.seed=N` then runs just that seed. A seed that once failed goes into `regressions` and
/// is tried in every build, before the fresh ones.
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@TestTemplate
@ExtendWith(SeededTestExtension.class)
public @interface SeededTest {
  /// How many fresh seeds to run, 1 to 100,000.
  int runs() default 100;

  /// Seeds that are run each time.
  long[] regressions() default {};
}
