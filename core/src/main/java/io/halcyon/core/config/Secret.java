package io.halcyon.core.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks a configuration key whose value is never printed: settings and error messages show {@link
/// #MASK} instead. A record with such a component should mask it in its own `toString` as well.
@Documented
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Secret {
  /// What is shown instead of a secret.
  String MASK = "******";
}
