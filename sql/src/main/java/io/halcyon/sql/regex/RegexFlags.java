package io.halcyon.sql.regex;

/// How an expression is read and matched.
///
/// @param newlineStops whether `.` and negated brackets leave out line ends
/// @param newlineAnchors whether `^` and `$` match at line ends
/// @param expanded whether spaces and remarks in the expression say nothing
/// @param literal whether every character stands for itself
public record RegexFlags(
    boolean ignoreCase,
    boolean newlineStops,
    boolean newlineAnchors,
    boolean expanded,
    boolean literal) {
  public static final RegexFlags NONE = new RegexFlags(false, false, false, false, false);

  /// Returns the flags with another one, or null if there is none of that letter.
  public @org.jspecify.annotations.Nullable RegexFlags with(char letter) {
    return switch (letter) {
      case 'i' -> new RegexFlags(true, newlineStops, newlineAnchors, expanded, literal);
      case 'c' -> new RegexFlags(false, newlineStops, newlineAnchors, expanded, literal);
      case 'm', 'n' -> new RegexFlags(ignoreCase, true, true, expanded, literal);
      case 'p' -> new RegexFlags(ignoreCase, true, false, expanded, literal);
      case 'w' -> new RegexFlags(ignoreCase, false, true, expanded, literal);
      case 's' -> new RegexFlags(ignoreCase, false, false, expanded, literal);
      case 'x' -> new RegexFlags(ignoreCase, newlineStops, newlineAnchors, true, literal);
      case 't' -> new RegexFlags(ignoreCase, newlineStops, newlineAnchors, false, literal);
      case 'q' -> new RegexFlags(ignoreCase, newlineStops, newlineAnchors, expanded, true);
      case 'e' -> this;
      default -> null;
    };
  }
}
