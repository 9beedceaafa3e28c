package io.halcyon.sql.lexer;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The keywords of PostgreSQL 15 (`pg_get_keywords()`), found without making a string.
public final class Keywords {
  private static final String UNRESERVED =
      """
      abort absolute access action add admin after aggregate also alter always asensitive
      assertion assignment at atomic attach attribute backward before begin breadth by cache call
      called cascade cascaded catalog chain characteristics checkpoint class close cluster
      columns comment comments commit committed compression configuration conflict connection
      constraints content continue conversion copy cost csv cube current cursor cycle data
      database deallocate declare defaults deferred definer delete delimiter delimiters depends
      depth detach dictionary disable discard document domain double drop each enable encoding
      encrypted enum escape event exclude excluding exclusive execute explain expression
      extension external family finalize first following force forward function functions
      generated global granted groups handler header hold identity if immediate immutable
      implicit import include including increment index indexes inherit inherits inline input
      insensitive insert instead invoker isolation key label language large last leakproof level
      listen load local location lock locked logged mapping match matched materialized maxvalue
      merge method minvalue mode move name names new next nfc nfd nfkc nfkd no normalized nothing
      notify nowait nulls object of off oids old operator option options ordinality others
      overriding owned owner parallel parameter parser partial partition passing password plans
      policy preceding prepare prepared preserve prior privileges procedural procedure procedures
      program publication quote range read reassign recheck recursive ref referencing refresh
      reindex relative release rename repeatable replace replica reset restart restrict return
      returns revoke role rollback rollup routine routines rows rule savepoint schema schemas
      scroll search security sequence sequences serializable server session set sets share show
      simple skip snapshot sql stable standalone start statement statistics stdin stdout storage
      stored strict strip subscription support sysid system tables tablespace temp template
      temporary text ties transaction transform trigger truncate trusted type types uescape
      unbounded uncommitted unencrypted unknown unlisten unlogged until update vacuum valid
      validate validator value version view views volatile whitespace work wrapper write xml yes
      zone
      """;
  private static final String UNRESERVED_NO_BARE_LABEL =
      """
      day filter hour minute month over second varying within without year
      """;
  private static final String COLUMN_NAME =
      """
      between bigint bit boolean coalesce dec decimal exists extract float greatest grouping
      inout int integer interval least national nchar none normalize nullif numeric out overlay
      position real row setof smallint substring time timestamp treat trim values varchar
      xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot
      xmlserialize xmltable
      """;
  private static final String COLUMN_NAME_NO_BARE_LABEL =
      """
      char character precision
      """;
  private static final String TYPE_OR_FUNCTION =
      """
      authorization binary collation concurrently cross current_schema freeze full ilike inner is
      join left like natural outer right similar tablesample verbose
      """;
  private static final String TYPE_OR_FUNCTION_NO_BARE_LABEL =
      """
      isnull notnull overlaps
      """;
  private static final String RESERVED =
      """
      all analyse analyze and any asc asymmetric both case cast check collate column constraint
      current_catalog current_date current_role current_time current_timestamp current_user
      default deferrable desc distinct do else end false foreign in initially lateral leading
      localtime localtimestamp not null only or placing primary references select session_user
      some symmetric table then trailing true unique user using variadic when
      """;
  private static final String RESERVED_NO_BARE_LABEL =
      """
      array as create except fetch for from grant group having intersect into limit offset on
      order returning to union where window with
      """;

  /// A power of two, about four times the number of keywords: most looks end at the first slot.
  private static final int SLOTS = 2048;

  private static final Map<String, Keyword> BY_WORD = new HashMap<>();
  private static final @Nullable Keyword[] TABLE = new @Nullable Keyword[SLOTS];
  private static int longest;

  static {
    add(UNRESERVED, KeywordKind.UNRESERVED, true);
    add(UNRESERVED_NO_BARE_LABEL, KeywordKind.UNRESERVED, false);
    add(COLUMN_NAME, KeywordKind.COLUMN_NAME, true);
    add(COLUMN_NAME_NO_BARE_LABEL, KeywordKind.COLUMN_NAME, false);
    add(TYPE_OR_FUNCTION, KeywordKind.TYPE_OR_FUNCTION_NAME, true);
    add(TYPE_OR_FUNCTION_NO_BARE_LABEL, KeywordKind.TYPE_OR_FUNCTION_NAME, false);
    add(RESERVED, KeywordKind.RESERVED, true);
    add(RESERVED_NO_BARE_LABEL, KeywordKind.RESERVED, false);
  }

  private Keywords() {}

  private static void add(String words, KeywordKind kind, boolean bareLabel) {
    for (String word : words.strip().split("\\s+")) {
      Keyword keyword = new Keyword(word, kind, bareLabel);
      BY_WORD.put(word, keyword);
      longest = Math.max(longest, word.length());
      int slot = hash(word, 0, word.length());
      while (TABLE[slot] != null) {
        slot = (slot + 1) & (SLOTS - 1);
      }
      TABLE[slot] = keyword;
    }
  }

  /// Returns the keyword that `word`, in lower case, is; null if it is none.
  public static @Nullable Keyword of(String word) {
    return BY_WORD.get(word);
  }

  /// Returns how many keywords there are.
  public static int count() {
    return BY_WORD.size();
  }

  /// Returns the keyword at `text[start, end)` in whatever case; null if there is none.
  static @Nullable Keyword find(String text, int start, int end) {
    if (end - start > longest) {
      return null;
    }
    int slot = hash(text, start, end);
    while (true) {
      Keyword candidate = TABLE[slot];
      if (candidate == null || matches(candidate.word(), text, start, end)) {
        return candidate;
      }
      slot = (slot + 1) & (SLOTS - 1);
    }
  }

  private static boolean matches(String word, String text, int start, int end) {
    if (word.length() != end - start) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (word.charAt(i) != Characters.lower(text.charAt(start + i))) {
        return false;
      }
    }
    return true;
  }

  private static int hash(String text, int start, int end) {
    int hash = 0;
    for (int i = start; i < end; i++) {
      hash = hash * 31 + Characters.lower(text.charAt(i));
    }
    return (hash ^ (hash >>> 15)) & (SLOTS - 1);
  }
}
