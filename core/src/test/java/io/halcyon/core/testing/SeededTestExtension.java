package io.halcyon.core.testing;

import io.halcyon.core.runtime.Randomness;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.TestAbortedException;

/// Runs the methods that {@link SeededTest} marks.
final class SeededTestExtension implements TestTemplateInvocationContextProvider {
  /// The property that names the one seed to replay; empty means unset.
  static final String SEED_PROPERTY = "halcyon.seed";

  private static final int RUNS_MAX = 100_000;

  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    return AnnotationSupport.isAnnotated(context.getTestMethod(), SeededTest.class);
  }

  @Override
  public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
      ExtensionContext context) {
    SeededTest test =
        AnnotationSupport.findAnnotation(context.getTestMethod(), SeededTest.class).orElseThrow();
    return seeds(test, System.getProperty(SEED_PROPERTY)).mapToObj(SeededRun::new);
  }

  /// Returns the seeds to run, in order.
  ///
  /// @param replay the value of {@link #SEED_PROPERTY}
  static LongStream seeds(SeededTest test, @Nullable String replay) {
    if (replay != null && !replay.isBlank()) {
      return LongStream.of(Long.parseLong(replay.strip()));
    }
    if (test.runs() < 1 || test.runs() > RUNS_MAX) {
      throw new IllegalArgumentException(
          "runs must be within 1 and " + RUNS_MAX + ": " + test.runs());
    }
    LongStream fresh = LongStream.generate(Randomness::identity).limit(test.runs());
    return LongStream.concat(LongStream.of(test.regressions()), fresh);
  }

  /// One run of the method with one seed.
  private record SeededRun(long seed)
      implements TestTemplateInvocationContext, ParameterResolver, TestExecutionExceptionHandler {
    @Override
    public String getDisplayName(int invocationIndex) {
      return "seed " + seed;
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
      return List.of(this);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      Class<?> type = parameter.getParameter().getType();
      return type == long.class || type == RandomGenerator.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == long.class
          ? (Object) seed
          : Randomness.seeded(seed);
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure)
        throws Throwable {
      if (failure instanceof TestAbortedException) {
        throw failure;
      }
      throw new AssertionError(
          "seed " + seed + " (replay with -D" + SEED_PROPERTY + "=" + seed + "): " + failure,
          failure);
    }
  }
}
