package io.halcyon.core.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Loads a configuration record in layers: its default instance, then a YAML file, the environment,
/// and flags, each stronger than the one before.
///
/// ```java
/// Configured<NodeConfig> config =
///     ConfigLoader.of("node", NodeConfig.DEFAULT)
///         .file("halcyon.yaml", text)
///         .environment(System.getenv(), Set.of("HALCYON_CONFIG"))
///         .flags(List.of("--node.lease.duration=9s"))
///         .load();
/// ```
///
/// The component `duration` of a record at `node.lease` is the key `node.lease.duration`, the
/// variable `HALCYON_NODE_LEASE_DURATION`, and the flag `--node.lease.duration=9s`; camel case
/// becomes dashes (`max-offset`). A stronger layer replaces lists and maps as a whole. Unknown keys
/// are errors. All problems are collected and reported together by {@link #load}.
///
/// Not thread-safe.
public final class ConfigLoader<T extends Record> {
  private static final int VALUE_LENGTH_MAX = 64 * 1024;

  /// What Kubernetes sets for a service whose name starts with `halcyon`; never a key of ours.
  private static final Pattern SERVICE_LINK =
      Pattern.compile(".*_(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT(_\\d+_(TCP|UDP)(_.+)?)?)");

  private record Given(RawValue value, Setting.Layer layer, String source) {}

  private record Resolved(@Nullable Object value, Setting setting) {}

  private final Class<T> type;
  private final ConfigSchema schema;
  private final Map<String, ConfigKey> known;
  private final Set<String> groups = new HashSet<>();
  private final Map<String, Given> given = new HashMap<>();
  private final List<String> problems = new ArrayList<>();

  private ConfigLoader(Class<T> type, ConfigSchema schema) {
    this.type = type;
    this.schema = schema;
    this.known =
        schema.keys().stream().collect(Collectors.toMap(ConfigKey::name, Function.identity()));
    for (String key : known.keySet()) {
      for (int dot = key.indexOf('.'); dot > 0; dot = key.indexOf('.', dot + 1)) {
        groups.add(key.substring(0, dot));
      }
    }
  }

  /// Starts with the defaults.
  ///
  /// @param prefix common to all keys, for instance `node`; may be empty
  /// @throws IllegalArgumentException if the record has a component that configuration cannot
  ///   express: an error of the program, not of the user
  public static <T extends Record> ConfigLoader<T> of(String prefix, T defaults) {
    @SuppressWarnings(
        "unchecked") // the class of a T is a Class<? extends T>, and records are final
    Class<T> type = (Class<T>) defaults.getClass();
    return new ConfigLoader<>(type, ConfigSchema.of(prefix, defaults));
  }

  /// Adds the file's layer.
  ///
  /// @param name shown as origin
  /// @param yaml the file's text, at most 1 Mi characters
  public ConfigLoader<T> file(String name, String yaml) {
    Set<String> seen = new HashSet<>();
    for (YamlLayer.Found found : YamlLayer.read(name, yaml, groups::contains, problems)) {
      String source = name + ":" + found.line();
      if (!seen.add(found.key())) {
        problems.add(source + ": " + found.key() + " is given twice");
      }
      give(found.key(), new Given(found.value(), Setting.Layer.FILE, source));
    }
    return this;
  }

  /// Adds the environment's layer: the variables that begin with `HALCYON_`.
  ///
  /// @param others variables of that form that are no keys and that the caller knows
  public ConfigLoader<T> environment(Map<String, String> variables, Set<String> others) {
    Map<String, String> names =
        schema.keys().stream().collect(Collectors.toMap(ConfigKey::environment, ConfigKey::name));
    new TreeMap<>(variables)
        .forEach((variable, text) -> {
          if (!variable.startsWith(ConfigKey.ENVIRONMENT_PREFIX) || others.contains(variable)) {
            return;
          }
          String key = names.get(variable);
          if (key != null) {
            give(key, new Given(new RawValue.Text(text), Setting.Layer.ENVIRONMENT, variable));
          } else if (!SERVICE_LINK.matcher(variable).matches()) {
            problems.add(unknown("environment variable " + variable, variable, names.keySet()));
          }
        });
    return this;
  }

  /// Adds the flags' layer: each `--key=value`, or `--key` for a boolean that is true.
  public ConfigLoader<T> flags(List<String> flags) {
    for (String flag : flags) {
      int equals = flag.indexOf('=');
      String name = equals < 0 ? flag : flag.substring(0, equals);
      if (!name.startsWith("--")) {
        problems.add("not a flag of the form --key=value: " + name);
        continue;
      }
      ConfigKey key = known.get(name.substring(2));
      if (equals < 0 && key != null && !key.type().name().equals("boolean")) {
        problems.add("flag " + name + " needs a value: " + name + "=...");
        continue;
      }
      String text = equals < 0 ? "true" : flag.substring(equals + 1);
      give(name.substring(2), new Given(new RawValue.Text(text), Setting.Layer.FLAG, name));
    }
    return this;
  }

  /// Applies the types and builds the record.
  ///
  /// @throws ConfigException with every problem of every layer
  public Configured<T> load() {
    Map<String, Resolved> resolved = new HashMap<>();
    for (ConfigKey key : schema.keys()) {
      resolve(key, resolved);
    }
    Object built = problems.isEmpty() ? build(schema.root(), resolved) : null;
    if (built == null || !problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    List<Setting> settings = new ArrayList<>();
    for (ConfigKey key : schema.keys()) {
      Resolved value = resolved.get(key.name());
      if (value != null) {
        settings.add(value.setting());
      }
    }
    return new Configured<>(type.cast(built), settings);
  }

  private void give(String key, Given value) {
    if (!known.containsKey(key)) {
      problems.add(unknown(value.source() + ": key " + key, key, known.keySet()));
    } else if (value.value() instanceof RawValue.Text(String text)
        && text.length() > VALUE_LENGTH_MAX) {
      problems.add(value.source() + ": value of " + key + " is too long");
    } else {
      given.put(key, value);
    }
  }

  private void resolve(ConfigKey key, Map<String, Resolved> resolved) {
    Given winner = given.get(key.name());
    if (winner == null) {
      Object value = key.defaultValue();
      String shown = key.show(value);
      resolved.put(
          key.name(),
          new Resolved(value, new Setting(key.name(), shown, Setting.Layer.DEFAULT, "default")));
      return;
    }
    try {
      Object value = key.read(winner.value());
      resolved.put(
          key.name(),
          new Resolved(
              value, new Setting(key.name(), key.show(value), winner.layer(), winner.source())));
    } catch (IllegalArgumentException malformed) {
      problems.add(
          key.name()
              + "="
              + written(key, winner.value())
              + " ("
              + winner.source()
              + "): "
              + malformed.getMessage());
    }
  }

  private static String written(ConfigKey key, RawValue value) {
    if (key.secret()) {
      return Secret.MASK;
    }
    return switch (value) {
      case RawValue.Text text -> text.text();
      case RawValue.Items items -> items.items().toString();
      case RawValue.Entries entries -> entries.entries().toString();
    };
  }

  /// Returns the group's record; null if it, or a record inside, refused its values.
  private @Nullable Object build(ConfigSchema.Member.Group group, Map<String, Resolved> resolved) {
    List<ConfigSchema.Member> members = group.members();
    @Nullable Object[] values = new @Nullable Object[members.size()];
    boolean whole = true;
    for (int i = 0; i < values.length; i++) {
      switch (members.get(i)) {
        case ConfigSchema.Member.Leaf(ConfigKey key) -> {
          Resolved value = resolved.get(key.name());
          values[i] = value == null ? null : value.value();
        }
        case ConfigSchema.Member.Group nested -> {
          values[i] = build(nested, resolved);
          whole &= values[i] != null;
        }
      }
    }
    if (!whole) {
      return null;
    }
    try {
      return ConfigSchema.construct(group.type(), values);
    } catch (IllegalArgumentException refused) {
      problems.add(refusal(group, String.valueOf(refused.getMessage()), resolved));
      return null;
    }
  }

  /// Names the settings that the refused record was given, and keeps secrets out of its message.
  private static String refusal(
      ConfigSchema.Member.Group group, String message, Map<String, Resolved> resolved) {
    List<String> set = new ArrayList<>();
    String masked = message;
    for (ConfigKey key : ConfigSchema.leaves(group).toList()) {
      Resolved value = resolved.get(key.name());
      if (value == null) {
        continue;
      }
      if (key.secret() && value.value() != null && !value.value().toString().isEmpty()) {
        masked = masked.replace(value.value().toString(), Secret.MASK);
      }
      if (value.setting().layer() != Setting.Layer.DEFAULT) {
        set.add(value.setting().toString());
      }
    }
    return masked + (set.isEmpty() ? "" : "; set were " + String.join(", ", set));
  }

  private static String unknown(String what, String name, Collection<String> candidates) {
    return what
        + " is unknown"
        + NearestName.of(name, candidates).map(near -> "; did you mean " + near + "?").orElse("");
  }
}
