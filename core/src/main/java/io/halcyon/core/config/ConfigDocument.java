package io.halcyon.core.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Writes the reference of configuration keys, `docs/configuration.md`, from the records.
public final class ConfigDocument {
  /// Finds what a record's comments say of a component that no {@link Describe} describes.
  @FunctionalInterface
  public interface Comments {
    /// Returns Markdown; empty if there is nothing.
    String of(Class<?> record, String component);
  }

  private final Comments comments;
  private final List<String> lines = new ArrayList<>();

  private ConfigDocument(Comments comments) {
    this.comments = comments;
  }

  /// Returns Markdown: a section for each group that has keys of its own, with a table of them.
  ///
  /// @param prefix and `defaults` as given to {@link ConfigLoader#of}
  public static String markdown(String prefix, Record defaults) {
    return markdown(prefix, defaults, (_, _) -> "");
  }

  /// The same, with what only the sources say.
  public static String markdown(String prefix, Record defaults, Comments comments) {
    ConfigDocument document = new ConfigDocument(comments);
    document.section(ConfigSchema.of(prefix, defaults).root());
    return String.join("\n", document.lines).strip() + "\n";
  }

  private void section(ConfigSchema.Member.Group group) {
    List<ConfigKey> own = new ArrayList<>();
    List<ConfigSchema.Member.Group> nested = new ArrayList<>();
    for (ConfigSchema.Member member : group.members()) {
      switch (member) {
        case ConfigSchema.Member.Leaf(ConfigKey key) -> own.add(key);
        case ConfigSchema.Member.Group inner -> nested.add(inner);
      }
    }
    if (!group.name().isEmpty() && (!own.isEmpty() || !group.description().isEmpty())) {
      lines.add("## `" + group.name() + "`");
      lines.add("");
    }
    if (!group.description().isEmpty()) {
      lines.add(group.description());
      lines.add("");
    }
    if (!own.isEmpty()) {
      lines.add("| key | type | default | meaning |");
      lines.add("|---|---|---|---|");
      own.forEach(key -> lines.add(row(key, description(group.type(), key))));
      lines.add("");
    }
    nested.forEach(this::section);
  }

  private String description(Class<?> record, ConfigKey key) {
    return key.description().isEmpty()
        ? comments.of(record, component(key.name()))
        : key.description();
  }

  /// Returns the component that a key was named after: `a.some-name` is `someName`.
  private static String component(String key) {
    return Pattern.compile("-([a-z0-9])")
        .matcher(key.substring(key.lastIndexOf('.') + 1))
        .replaceAll(letter -> letter.group(1).toUpperCase(Locale.ROOT));
  }

  private static String row(ConfigKey key, String description) {
    String shown = key.show(key.defaultValue());
    return "| `"
        + key.name()
        + "` | "
        + key.type().name()
        + (key.optional() ? ", optional" : "")
        + (key.secret() ? ", secret" : "")
        + " | "
        + (shown.isEmpty() ? "" : "`" + escape(shown) + "`")
        + " | "
        + escape(description)
        + " |";
  }

  private static String escape(String text) {
    return text.replace("|", "\\|").replace("\n", " ");
  }
}
