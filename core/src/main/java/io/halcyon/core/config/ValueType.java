package io.halcyon.core.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// How one type of value is read and printed. Readers throw {@link IllegalArgumentException} with
/// what is wrong, without the value, which may be secret.
///
/// @param name for the documentation
record ValueType(String name, Function<RawValue, Object> read, Function<Object, String> print) {
  private static final Map<Type, ValueType> SCALARS =
      Map.ofEntries(
          scalar("text", String.class, text -> text),
          scalar("integer", int.class, text -> number(text, Integer::valueOf)),
          scalar("integer", Integer.class, text -> number(text, Integer::valueOf)),
          scalar("integer", long.class, text -> number(text, Long::valueOf)),
          scalar("integer", Long.class, text -> number(text, Long::valueOf)),
          scalar("number", double.class, ValueType::decimal),
          scalar("number", Double.class, ValueType::decimal),
          scalar("boolean", boolean.class, ValueType::truth),
          scalar("boolean", Boolean.class, ValueType::truth),
          scalar("size", ByteSize.class, ByteSize::parse),
          scalar("path", Path.class, ValueType::path),
          Map.entry(
              Duration.class,
              new ValueType(
                  "duration",
                  raw -> DurationText.parse(text(raw)),
                  value -> DurationText.format((Duration) value))));

  private static final ValueType LIST =
      new ValueType(
          "list",
          ValueType::list,
          value ->
              ((List<?>) value).stream().map(Object::toString).collect(Collectors.joining(",")));

  private static final ValueType MAP =
      new ValueType(
          "map",
          ValueType::map,
          value ->
              ((Map<?, ?>) value)
                  .entrySet().stream()
                      .map(entry -> entry.getKey() + "=" + entry.getValue())
                      .collect(Collectors.joining(",")));

  /// Returns the type of a record component.
  ///
  /// @throws IllegalArgumentException if configuration cannot express it: an error of the program
  static ValueType of(Type type) {
    ValueType scalar = SCALARS.get(type);
    if (scalar != null) {
      return scalar;
    }
    if (type instanceof Class<?> plain && plain.isEnum()) {
      return enumeration(plain);
    }
    if (type instanceof ParameterizedType generic
        && Arrays.stream(generic.getActualTypeArguments()).allMatch(String.class::equals)) {
      if (generic.getRawType() == List.class) {
        return LIST;
      }
      if (generic.getRawType() == Map.class) {
        return MAP;
      }
    }
    throw new IllegalArgumentException("no configuration type for " + type.getTypeName());
  }

  private static Map.Entry<Type, ValueType> scalar(
      String name, Class<?> type, Function<String, Object> parse) {
    return Map.entry(
        type, new ValueType(name, raw -> parse.apply(text(raw)), value -> value.toString()));
  }

  private static ValueType enumeration(Class<?> type) {
    Map<String, Object> constants = new LinkedHashMap<>();
    for (Object constant : type.getEnumConstants()) {
      constants.put(kebab((Enum<?>) constant), constant);
    }
    String choices = String.join(", ", constants.keySet());
    return new ValueType(
        "one of " + choices,
        raw -> {
          Object constant = constants.get(text(raw).toLowerCase(Locale.ROOT).replace('_', '-'));
          if (constant == null) {
            throw new IllegalArgumentException("not one of " + choices);
          }
          return constant;
        },
        value -> kebab((Enum<?>) value));
  }

  private static String kebab(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String text(RawValue raw) {
    return switch (raw) {
      case RawValue.Text text -> text.text();
      case RawValue.Items _, RawValue.Entries _ ->
          throw new IllegalArgumentException("one value is wanted, not a list or mapping");
    };
  }

  private static Object number(String text, Function<String, Object> parse) {
    try {
      return parse.apply(text);
    } catch (NumberFormatException malformed) {
      throw new IllegalArgumentException("not a whole number in range", malformed);
    }
  }

  private static Object decimal(String text) {
    Object parsed;
    try {
      parsed = Double.valueOf(text);
    } catch (NumberFormatException malformed) {
      throw new IllegalArgumentException("not a number", malformed);
    }
    if (!Double.isFinite((Double) parsed)) {
      throw new IllegalArgumentException("not a finite number");
    }
    return parsed;
  }

  private static Object truth(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("not true or false");
    };
  }

  private static Object path(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("path is empty");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException malformed) {
      throw new IllegalArgumentException("not a path: " + malformed.getReason(), malformed);
    }
  }

  private static Object list(RawValue raw) {
    return switch (raw) {
      case RawValue.Items items -> List.copyOf(items.items());
      case RawValue.Text text -> split(text.text());
      case RawValue.Entries _ -> throw new IllegalArgumentException("a list is wanted");
    };
  }

  private static Object map(RawValue raw) {
    return switch (raw) {
      case RawValue.Entries entries -> ordered(entries.entries());
      case RawValue.Text text -> {
        Map<String, String> entries = new LinkedHashMap<>();
        for (String item : split(text.text())) {
          int equals = item.indexOf('=');
          if (equals <= 0) {
            throw new IllegalArgumentException("not a mapping such as a=1,b=2");
          }
          if (entries.put(item.substring(0, equals), item.substring(equals + 1)) != null) {
            throw new IllegalArgumentException("a name is given twice in the mapping");
          }
        }
        yield ordered(entries);
      }
      case RawValue.Items _ -> throw new IllegalArgumentException("a mapping is wanted");
    };
  }

  /// Keeps the order in which entries were written, which `Map.copyOf` would not.
  private static Map<String, String> ordered(Map<String, String> entries) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(entries));
  }

  private static List<String> split(String text) {
    if (text.isBlank()) {
      return List.of();
    }
    List<String> items = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    if (items.contains("")) {
      throw new IllegalArgumentException("an item of the list is empty");
    }
    return items;
  }
}
