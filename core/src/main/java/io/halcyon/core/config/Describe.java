package io.halcyon.core.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Describes a configuration key for `docs/configuration.md`, where doc comments cannot reach. On a
/// record, or on a component whose type is a record, it describes the whole group.
@Documented
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Describe {
  /// Markdown, one or more sentences.
  String value();
}
