package io.halcyon.sql.copy;

import io.halcyon.sql.ast.Option;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import java.util.List;
import java.util.Locale;

/// How rows are written by `COPY`.
///
/// @param nullText what stands for NULL
/// @param header whether the first line has the names of the columns
/// @param quote of CSV
/// @param escape of CSV: what precedes a quote inside of quotes
public record CopyFormat(
    boolean csv, char delimiter, String nullText, boolean header, char quote, char escape) {

  /// @throws SqlError if the options do not go together
  public static CopyFormat of(List<Option> options) {
    boolean csv = false;
    for (Option option : options) {
      if (option.name().equals("format")) {
        String format = text(option).toLowerCase(Locale.ROOT);
        csv =
            switch (format) {
              case "text" -> false;
              case "csv" -> true;
              case "binary" -> throw SqlError.unsupported("COPY in binary format");
              default ->
                  throw new SqlError(
                      SqlState.INVALID_PARAMETER_VALUE,
                      "COPY format \"%s\" not recognized".formatted(format));
            };
      }
    }
    char delimiter = csv ? ',' : '\t';
    String nullText = csv ? "" : "\\N";
    boolean header = false;
    char quote = '"';
    Character escape = null;
    for (Option option : options) {
      switch (option.name()) {
        case "format" -> {
          // Has been looked at.
        }
        case "delimiter" -> delimiter = single(option);
        case "null" -> nullText = text(option);
        case "header" -> header = option.value() == null || isTrue(option);
        case "quote" -> quote = single(option);
        case "escape" -> escape = single(option);
        case "freeze" -> {
          // A wish for speed that changes nothing that can be seen.
        }
        case "encoding" -> {
          String encoding = text(option).replaceAll("[^A-Za-z0-9]", "");
          if (!encoding.equalsIgnoreCase("UTF8")) {
            throw SqlError.unsupported("COPY with encoding " + text(option));
          }
        }
        default -> throw SqlError.unsupported("COPY option " + option.name());
      }
    }
    if (delimiter == '\n' || delimiter == '\r' || (csv && delimiter == quote)) {
      throw new SqlError(
          SqlState.INVALID_PARAMETER_VALUE, "COPY delimiter cannot be newline or the quote");
    }
    return new CopyFormat(csv, delimiter, nullText, header, quote, escape == null ? quote : escape);
  }

  private static String text(Option option) {
    return switch (option.value()) {
      case Option.Word(String word) -> word;
      case Option.Reserved(String word) -> word;
      case Option.Text(String text) -> text;
      case Option.Numeral(String text) -> text;
      case Option.TypeValue(var type) -> type.name().last();
      case null, default ->
          throw new SqlError(
              SqlState.SYNTAX_ERROR, "option \"%s\" requires a value".formatted(option.name()));
    };
  }

  private static boolean isTrue(Option option) {
    return switch (text(option).toLowerCase(Locale.ROOT)) {
      case "true", "on", "1" -> true;
      case "false", "off", "0" -> false;
      default -> throw SqlError.unsupported("HEADER " + text(option));
    };
  }

  private static char single(Option option) {
    String text = text(option);
    if (text.length() != 1 || text.charAt(0) > 127) {
      throw new SqlError(
          SqlState.FEATURE_NOT_SUPPORTED,
          "COPY %s must be a single one-byte character".formatted(option.name()));
    }
    return text.charAt(0);
  }
}
