package io.halcyon.sql.kernel;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.lexer.Keyword;
import io.halcyon.sql.lexer.KeywordKind;
import io.halcyon.sql.lexer.Keywords;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.text.TextFormats;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import io.halcyon.sql.value.SqlArray;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Text of values of any type: `concat`, `format`, quoting, and what is alike.
final class FormatFunctions {
  private FormatFunctions() {}

  static void define(KernelTable table) {
    table.typed("text_concat", types -> (a, s) -> String.join("", texts(types, a, 0, s, true)));
    table.typed(
        "text_concat_ws",
        types ->
            (a, s) ->
                a[0] == null ? null : String.join((String) a[0], texts(types, a, 1, s, true)));
    table.typed("text_format", types -> (a, s) -> a[0] == null ? null : formatted(types, a, s));
    table.any(
        "text_format_nv", (a, _) -> a[0] == null ? null : Format.apply((String) a[0], List.of()));
    table.typed(
        "textanycat(text, anynonarray)",
        types ->
            (a, s) -> a[0] + asText(types.arguments().get(1), Objects.requireNonNull(a[1]), s));
    table.typed(
        "anytextcat(anynonarray, text)",
        types ->
            (a, s) -> asText(types.arguments().getFirst(), Objects.requireNonNull(a[0]), s) + a[1]);
    quoting(table);
    table.typed("pg_num_nulls", types -> (a, s) -> nulls(types, a, s, true));
    table.typed("pg_num_nonnulls", types -> (a, s) -> nulls(types, a, s, false));
    table.typed("pg_typeof", types -> (_, _) -> (long) types.arguments().getFirst().oid());
    table.two(
        "unicode_normalize_func", (String a, String form) -> Normalizer.normalize(a, form(form)));
    table.two(
        "unicode_is_normalized", (String a, String form) -> Normalizer.isNormalized(a, form(form)));
    table.one("unistr", Unistr::read);
    table.two(
        "parse_ident",
        (String a, Boolean strict) -> SqlArray.of(Types.TEXT, Identifiers.parse(a, strict)));
  }

  /// Returns what a cast to text makes of a value.
  private static String asText(SqlType type, Object value, SessionContext session) {
    return value instanceof Boolean bool ? bool.toString() : text(type, value, session);
  }

  static String text(SqlType type, Object value, SessionContext session) {
    return value instanceof Boolean bool
        ? bool.toString().substring(0, 1)
        : TextFormats.write(type, value, session);
  }

  /// Returns the texts of the arguments from `first` on, without NULLs if `skip`.
  private static List<@Nullable String> texts(
      CallTypes types,
      @Nullable Object[] arguments,
      int first,
      SessionContext session,
      boolean skip) {
    List<@Nullable String> texts = new ArrayList<>();
    if (types.variadicArray()) {
      if (arguments[first] instanceof SqlArray array) {
        for (@Nullable Object element : array.elements()) {
          add(texts, array.elementType(), element, session, skip);
        }
      }
      return texts;
    }
    for (int i = first; i < arguments.length; i++) {
      add(texts, types.arguments().get(i), arguments[i], session, skip);
    }
    return texts;
  }

  private static void add(
      List<@Nullable String> texts,
      SqlType type,
      @Nullable Object value,
      SessionContext session,
      boolean skip) {
    if (value != null) {
      texts.add(text(type, value, session));
    } else if (!skip) {
      texts.add(null);
    }
  }

  private static @Nullable Integer nulls(
      CallTypes types, @Nullable Object[] arguments, SessionContext session, boolean wanted) {
    if (types.variadicArray() && arguments[0] == null) {
      return null;
    }
    int count = 0;
    for (@Nullable String text : texts(types, arguments, 0, session, false)) {
      count += (text == null) == wanted ? 1 : 0;
    }
    return count;
  }

  private static String formatted(
      CallTypes types, @Nullable Object[] arguments, SessionContext session) {
    return Format.apply(
        (String) Objects.requireNonNull(arguments[0]), texts(types, arguments, 1, session, false));
  }

  private static void quoting(KernelTable table) {
    table.one("quote_ident", FormatFunctions::quoteIdentifier);
    table.one("quote_literal", FormatFunctions::quoteLiteral);
    table.any("quote_nullable", (a, _) -> a[0] == null ? "NULL" : quoteLiteral((String) a[0]));
    table.typed(
        "quote_literal(anyelement)",
        types ->
            (a, s) ->
                quoteLiteral(
                    asText(types.arguments().getFirst(), Objects.requireNonNull(a[0]), s)));
    table.typed(
        "quote_nullable(anyelement)",
        types ->
            (a, s) ->
                a[0] == null
                    ? "NULL"
                    : quoteLiteral(
                        asText(types.arguments().getFirst(), Objects.requireNonNull(a[0]), s)));
  }

  static String quoteLiteral(String text) {
    String quoted = "'" + text.replace("'", "''").replace("\\", "\\\\") + "'";
    return text.indexOf('\\') >= 0 ? "E" + quoted : quoted;
  }

  static String quoteIdentifier(String name) {
    boolean plain = name.matches("[a-z_][a-z0-9_]*");
    if (plain) {
      @Nullable Keyword keyword = Keywords.of(name);
      plain = keyword == null || keyword.kind() == KeywordKind.UNRESERVED;
    }
    return plain ? name : "\"" + name.replace("\"", "\"\"") + "\"";
  }

  private static Normalizer.Form form(String name) {
    return switch (name.toUpperCase(java.util.Locale.ROOT)) {
      case "NFC" -> Normalizer.Form.NFC;
      case "NFD" -> Normalizer.Form.NFD;
      case "NFKC" -> Normalizer.Form.NFKC;
      case "NFKD" -> Normalizer.Form.NFKD;
      default ->
          throw new SqlError(
              SqlState.INVALID_PARAMETER_VALUE, "invalid normalization form: " + name);
    };
  }
}
