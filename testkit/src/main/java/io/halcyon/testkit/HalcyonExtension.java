package io.halcyon.testkit;

import io.halcyon.client.HalcyonClient;
import java.io.IOException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/// Starts the cluster of a {@link HalcyonTest} class when a test first asks for it, and hands it
/// out; JUnit closes it with the class.
public final class HalcyonExtension implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(HalcyonExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == EmbeddedCluster.class || type == HalcyonClient.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    EmbeddedCluster cluster = cluster(context);
    return parameter.getParameter().getType() == HalcyonClient.class ? cluster.client() : cluster;
  }

  private static EmbeddedCluster cluster(ExtensionContext context) {
    Class<?> owner = outermost(context.getRequiredTestClass());
    // Where the outermost class is kept, so that nested classes share its cluster.
    ExtensionContext scope = context;
    while (scope.getParent().flatMap(ExtensionContext::getTestClass).isPresent()) {
      scope = scope.getParent().orElseThrow();
    }
    return scope
        .getStore(NAMESPACE)
        .computeIfAbsent(owner, HalcyonExtension::start, EmbeddedCluster.class);
  }

  private static Class<?> outermost(Class<?> type) {
    Class<?> enclosing = type.getEnclosingClass();
    return enclosing == null ? type : outermost(enclosing);
  }

  private static EmbeddedCluster start(Class<?> owner) {
    HalcyonTest wanted =
        AnnotationSupport.findAnnotation(owner, HalcyonTest.class)
            .orElseThrow(() ->
                new ParameterResolutionException(
                    owner.getName() + " needs the annotation @HalcyonTest"));
    try {
      return Halcyon.cluster(wanted.nodes()).shards(wanted.shards()).start();
    } catch (IOException e) {
      throw new ParameterResolutionException("the cluster does not start: " + e.getMessage(), e);
    }
  }
}
