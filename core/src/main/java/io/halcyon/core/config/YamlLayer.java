package io.halcyon.core.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Flattens a YAML file into keys and raw values. Every scalar stays the text that was written, so
/// that `010` and `1e3` mean what the key's type says. Keys may be nested or dotted.
final class YamlLayer {
  private static final int TEXT_LENGTH_MAX = 1 << 20;
  private static final int DEPTH_MAX = 16;

  /// A value of the file.
  record Found(String key, RawValue value, int line) {}

  /// Decides whether the mapping at a key is a group of keys or one value.
  interface Shape {
    boolean isGroup(String key);
  }

  private final String file;
  private final Shape shape;
  private final List<String> problems;
  private final List<Found> found = new ArrayList<>();

  private YamlLayer(String file, Shape shape, List<String> problems) {
    this.file = file;
    this.shape = shape;
    this.problems = problems;
  }

  /// Returns the file's keys in order; what cannot be read is added to `problems`.
  static List<Found> read(String file, String text, Shape shape, List<String> problems) {
    var layer = new YamlLayer(file, shape, problems);
    if (text.length() > TEXT_LENGTH_MAX) {
      problems.add(file + " is longer than " + TEXT_LENGTH_MAX + " characters");
      return List.of();
    }
    LoadSettings settings =
        LoadSettings.builder().setLabel(file).setCodePointLimit(TEXT_LENGTH_MAX).build();
    try {
      if (tooDeep(settings, text)) {
        problems.add(file + " nests deeper than " + DEPTH_MAX + " levels");
        return List.of();
      }
      new Compose(settings).composeString(text).ifPresent(root -> layer.walk("", root));
    } catch (MarkedYamlEngineException malformed) {
      // The exception's own message quotes the line, which may hold a secret.
      problems.add(
          file
              + malformed.getProblemMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("")
              + " is not YAML: "
              + malformed.getProblem());
    } catch (YamlEngineException malformed) {
      problems.add(file + " is not YAML: " + malformed.getMessage());
    }
    return layer.found;
  }

  /// The composer recurses, so depth is checked on the event stream first.
  private static boolean tooDeep(LoadSettings settings, String text) {
    int depth = 0;
    for (Event event : new Parse(settings).parseString(text)) {
      switch (event.getEventId()) {
        case MappingStart, SequenceStart -> depth++;
        case MappingEnd, SequenceEnd -> depth--;
        case Alias, Comment, DocumentEnd, DocumentStart, Scalar, StreamEnd, StreamStart -> {}
      }
      if (depth > DEPTH_MAX) {
        return true;
      }
    }
    return false;
  }

  private void walk(String prefix, Node node) {
    if (node instanceof ScalarNode empty && isNull(empty)) {
      return;
    }
    if (!(node instanceof MappingNode mapping)) {
      problems.add(
          at(node) + ": " + (prefix.isEmpty() ? "the file" : prefix) + " must be a mapping");
      return;
    }
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode name)) {
        problems.add(at(tuple.getKeyNode()) + ": a key must be plain text");
        continue;
      }
      String key = prefix.isEmpty() ? name.getValue() : prefix + "." + name.getValue();
      if (shape.isGroup(key)) {
        walk(key, tuple.getValueNode());
      } else {
        raw(key, tuple.getValueNode())
            .ifPresent(value -> found.add(new Found(key, value, line(name))));
      }
    }
  }

  private Optional<RawValue> raw(String key, Node node) {
    if (node instanceof ScalarNode scalar) {
      return Optional.of(new RawValue.Text(text(scalar)));
    }
    if (node instanceof SequenceNode sequence) {
      List<String> items = new ArrayList<>();
      for (Node item : sequence.getValue()) {
        if (!(item instanceof ScalarNode scalar)) {
          problems.add(at(item) + ": an item of " + key + " must be plain text");
          return Optional.empty();
        }
        items.add(text(scalar));
      }
      return Optional.of(new RawValue.Items(items));
    }
    Map<String, String> entries = new LinkedHashMap<>();
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        if (!(tuple.getKeyNode() instanceof ScalarNode name)
            || !(tuple.getValueNode() instanceof ScalarNode value)) {
          // Below an unknown group nothing is plain; the unknown key is what matters.
          return Optional.of(new RawValue.Entries(Map.of()));
        }
        if (entries.put(text(name), text(value)) != null) {
          problems.add(at(name) + ": " + key + " has " + text(name) + " twice");
        }
      }
    }
    return Optional.of(new RawValue.Entries(entries));
  }

  private static boolean isNull(ScalarNode scalar) {
    return scalar.isPlain()
        && (scalar.getValue().isEmpty()
            || scalar.getValue().equals("~")
            || scalar.getValue().equals("null"));
  }

  private static String text(ScalarNode scalar) {
    return isNull(scalar) ? "" : scalar.getValue();
  }

  private String at(Node node) {
    return file + ":" + line(node);
  }

  private static int line(Node node) {
    return node.getStartMark().map(Mark::getLine).orElse(-1) + 1;
  }
}
