package io.halcyon.core.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The keys of a configuration record and, through its nested records, of everything below it.
///
/// A component `maxOffset` of the group `clock` is the key `clock.max-offset`. Immutable.
final class ConfigSchema {
  private static final Pattern HUMP = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

  /// A component of a record: a key, or a nested record.
  sealed interface Member {
    record Leaf(ConfigKey key) implements Member {}

    /// @param name the keys' common prefix; empty for a root without one
    record Group(String name, Class<?> type, List<Member> members, String description)
        implements Member {}
  }

  private final Member.Group root;
  private final List<ConfigKey> keys;

  private ConfigSchema(Member.Group root) {
    this.root = root;
    this.keys = leaves(root).toList();
  }

  /// Derives the schema of a record.
  ///
  /// @param prefix common to all keys, may be empty
  /// @param defaults the instance whose values are the defaults
  /// @throws IllegalArgumentException if a component has a type that configuration cannot express,
  ///   or two keys share an environment variable: an error of the program
  static ConfigSchema of(String prefix, Record defaults) {
    ConfigSchema schema = new ConfigSchema(group(prefix, defaults, description(defaults)));
    Map<String, String> variables = new HashMap<>();
    for (ConfigKey key : schema.keys) {
      String other = variables.put(key.environment(), key.name());
      if (other != null) {
        throw new IllegalArgumentException(
            "keys " + other + " and " + key.name() + " share " + key.environment());
      }
    }
    return schema;
  }

  Member.Group root() {
    return root;
  }

  /// Returns all keys in the order of their declaration.
  List<ConfigKey> keys() {
    return keys;
  }

  /// Returns the keys of a group and of the groups below it.
  static Stream<ConfigKey> leaves(Member member) {
    return switch (member) {
      case Member.Leaf leaf -> Stream.of(leaf.key());
      case Member.Group group -> group.members().stream().flatMap(ConfigSchema::leaves);
    };
  }

  /// Builds the record of a group.
  ///
  /// @throws IllegalArgumentException if the record refuses the values
  static Object construct(Class<?> type, @Nullable Object[] values) {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      var constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException refused) {
      Throwable cause = refused.getCause();
      throw new IllegalArgumentException(
          cause == null || cause.getMessage() == null ? String.valueOf(cause) : cause.getMessage(),
          refused);
    } catch (ReflectiveOperationException unexpected) {
      throw new IllegalStateException("cannot construct " + type.getName(), unexpected);
    }
  }

  private static Member.Group group(String name, Record defaults, String description) {
    List<Member> members = new ArrayList<>();
    for (RecordComponent component : defaults.getClass().getRecordComponents()) {
      members.add(member(name, component, valueOf(component, defaults)));
    }
    return new Member.Group(name, defaults.getClass(), List.copyOf(members), description);
  }

  private static Member member(String prefix, RecordComponent component, @Nullable Object value) {
    String own = HUMP.matcher(component.getName()).replaceAll("-").toLowerCase(Locale.ROOT);
    String name = prefix.isEmpty() ? own : prefix + "." + own;
    Describe describe = component.getAnnotation(Describe.class);
    String description = describe == null ? "" : describe.value();
    // A ByteSize is a record too, but one value.
    if (value instanceof Record nested && component.getType() != ByteSize.class) {
      return group(name, nested, description.isEmpty() ? description(nested) : description);
    }
    boolean optional = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    if (value == null && !optional) {
      throw new IllegalArgumentException("key " + name + " needs a default or @Nullable");
    }
    return new Member.Leaf(
        new ConfigKey(
            name,
            ValueType.of(component.getGenericType()),
            optional,
            component.isAnnotationPresent(Secret.class),
            value,
            description));
  }

  private static String description(Record group) {
    Describe describe = group.getClass().getAnnotation(Describe.class);
    return describe == null ? "" : describe.value();
  }

  private static @Nullable Object valueOf(RecordComponent component, Record record) {
    try {
      var accessor = component.getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(record);
    } catch (ReflectiveOperationException unexpected) {
      throw new IllegalStateException("cannot read " + component, unexpected);
    }
  }
}
