package io.halcyon.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/// Gives a JUnit test class a cluster of its own, started once before its tests and closed after
/// them. Constructors and test methods may take an {@link EmbeddedCluster} or an {@link
/// io.halcyon.client.HalcyonClient} as parameters.
///
/// ```java
/// @HalcyonTest
/// class GreetingTest {
///   @Test
///   void aGreetingIsKept(HalcyonClient client) {
///     client.put("greeting", "hello");
///   }
/// }
/// ```
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(HalcyonExtension.class)
public @interface HalcyonTest {
  int nodes() default 3;

  /// Data shards.
  int shards() default 1;
}
