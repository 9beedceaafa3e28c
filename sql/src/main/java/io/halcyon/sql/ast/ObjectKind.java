package io.halcyon.sql.ast;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// Kinds of objects, as they are named in `DROP`, `ALTER`, `COMMENT` and the like. Where one's
/// words begin another's, the longer comes first.
public enum ObjectKind {
  ACCESS_METHOD,
  AGGREGATE,
  ATTRIBUTE,
  CAST,
  COLLATION,
  COLUMN,
  CONSTRAINT,
  CONVERSION,
  DATABASE,
  DOMAIN,
  EVENT_TRIGGER,
  EXTENSION,
  FOREIGN_DATA_WRAPPER,
  FOREIGN_TABLE,
  FUNCTION,
  INDEX,
  LANGUAGE,
  LARGE_OBJECT,
  MATERIALIZED_VIEW,
  OPERATOR_CLASS,
  OPERATOR_FAMILY,
  OPERATOR,
  POLICY,
  PROCEDURE,
  PUBLICATION,
  ROLE,
  ROUTINE,
  RULE,
  SCHEMA,
  SEQUENCE,
  SERVER,
  STATISTICS,
  SUBSCRIPTION,
  TABLE,
  TABLESPACE,
  TEXT_SEARCH_CONFIGURATION,
  TEXT_SEARCH_DICTIONARY,
  TEXT_SEARCH_PARSER,
  TEXT_SEARCH_TEMPLATE,
  TRANSFORM,
  TRIGGER,
  TYPE,
  VIEW;

  private static final Map<ObjectKind, List<String>> KEYWORDS = new EnumMap<>(ObjectKind.class);

  static {
    for (ObjectKind kind : values()) {
      KEYWORDS.put(kind, List.of(kind.name().toLowerCase(Locale.ROOT).split("_")));
    }
  }

  /// Returns the keywords that name the kind, in lower case.
  public List<String> keywords() {
    return Objects.requireNonNull(KEYWORDS.get(this));
  }

  /// Returns the first of the keywords.
  public String firstWord() {
    return keywords().getFirst();
  }

  /// Returns the words that name the kind in a statement.
  public String words() {
    return name().replace('_', ' ');
  }
}
