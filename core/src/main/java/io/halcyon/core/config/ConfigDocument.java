package io.halcyon.core.config;

import java.util.ArrayList;
import java.util.List;

/// Writes the reference of configuration keys, `docs/configuration.md`, from the records.
public final class ConfigDocument {
  private ConfigDocument() {}

  /// Returns Markdown: a section for each group that has keys of its own, with a table of them.
  ///
  /// @param prefix and `defaults` as given to {@link ConfigLoader#of}
  public static String markdown(String prefix, Record defaults) {
    List<String> lines = new ArrayList<>();
    section(ConfigSchema.of(prefix, defaults).root(), lines);
    return String.join("\n", lines).strip() + "\n";
  }

  private static void section(ConfigSchema.Member.Group group, List<String> lines) {
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
      own.forEach(key -> lines.add(row(key)));
      lines.add("");
    }
    nested.forEach(inner -> section(inner, lines));
  }

  private static String row(ConfigKey key) {
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
        + escape(key.description())
        + " |";
  }

  private static String escape(String text) {
    return text.replace("|", "\\|").replace("\n", " ");
  }
}
