package io.halcyon.sql.text;

import java.util.List;

/// A value in a JSON text, with its place in it. Keys keep their order and may be repeated.
///
/// @param start offset of its first character
/// @param end offset behind its last
/// @param string of a string its content
/// @param members of an array with empty keys
public record JsonNode(Kind kind, int start, int end, String string, List<Member> members) {
  /// What a value is.
  public enum Kind {
    NULL,
    TRUE,
    FALSE,
    NUMBER,
    STRING,
    ARRAY,
    OBJECT
  }

  /// An element of an array or a member of an object.
  public record Member(String key, JsonNode value) {}
}
