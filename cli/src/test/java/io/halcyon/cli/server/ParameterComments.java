package io.halcyon.cli.server;

import io.halcyon.core.config.ConfigDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the `@param` comments of records in the source tree, so that a setting is described once.
final class ParameterComments implements ConfigDocument.Comments {
  private static final Pattern PARAMETER = Pattern.compile("/// @param (\\w+) (.*)");
  private static final Pattern CONTINUED = Pattern.compile("///   (.*)");
  private static final Pattern LINK = Pattern.compile("\\{@link #?([^}]*)\\}");

  private final Path root;
  private final Map<Class<?>, Map<String, String>> known = new HashMap<>();

  ParameterComments(Path root) {
    this.root = root;
  }

  @Override
  public String of(Class<?> record, String component) {
    return known.computeIfAbsent(record, this::read).getOrDefault(component, "");
  }

  private Map<String, String> read(Class<?> record) {
    Map<String, String> comments = new HashMap<>();
    String name = "";
    try {
      for (String line : Files.readAllLines(source(record))) {
        Matcher parameter = PARAMETER.matcher(line);
        Matcher continued = CONTINUED.matcher(line);
        if (parameter.matches()) {
          name = parameter.group(1);
          comments.put(name, parameter.group(2));
        } else if (continued.matches() && !name.isEmpty()) {
          comments.merge(name, " " + continued.group(1), String::concat);
        } else if (line.startsWith("public record") || line.startsWith("record")) {
          break;
        } else {
          name = "";
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    comments.replaceAll((_, text) -> sentence(text));
    return comments;
  }

  private Path source(Class<?> record) throws IOException {
    String file = "src/main/java/" + record.getName().replace('.', '/') + ".java";
    try (var modules = Files.list(root)) {
      return modules
          .map(module -> module.resolve(file))
          .filter(Files::exists)
          .findFirst()
          .orElseThrow(() -> new IOException("no source of " + record));
    }
  }

  private static String sentence(String text) {
    String plain = LINK.matcher(text).replaceAll("`$1`");
    return plain.substring(0, 1).toUpperCase(Locale.ROOT) + plain.substring(1) + ".";
  }
}
