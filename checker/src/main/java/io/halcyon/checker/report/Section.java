package io.halcyon.checker.report;

import io.halcyon.checker.transactions.Transaction;
import io.halcyon.checker.transactions.TransactionHistory;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The part of a report about one check.
interface Section {
  /// How a check ended.
  enum State {
    VALID("pass"),
    VIOLATED("fail"),
    UNKNOWN("unknown");

    private final String word;

    State(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }

    /// Returns the style of the state.
    String kind() {
      return switch (this) {
        case VALID -> "valid";
        case VIOLATED -> "violated";
        case UNKNOWN -> "unknown";
      };
    }
  }

  /// A number with its name.
  record Tile(String name, long value) {}

  String name();

  State state();

  /// Returns the verdict in one line.
  String headline();

  void write(Markup out, List<Fault> faults);

  static void tiles(Markup out, List<Tile> tiles) {
    out.raw("<div class=\"tiles\">\n");
    for (Tile tile : tiles) {
      out.raw(String.format(Locale.ROOT, "<div class=\"tile\"><b>%,d</b><span>", tile.value()))
          .text(tile.name())
          .raw("</span></div>\n");
    }
    out.raw("</div>\n");
  }

  /// Draws the transactions of a history, those of the argument marked.
  static void timeline(
      Markup out, TransactionHistory history, List<Transaction> culprits, List<Fault> faults) {
    Set<Long> marked = new HashSet<>();
    culprits.forEach(each -> marked.add(each.id()));
    timeline(
        out,
        history.transactions().stream()
            .map(each -> Bar.of(each, marked.contains(each.id())))
            .toList(),
        faults);
  }

  static void timeline(Markup out, List<Bar> bars, List<Fault> faults) {
    new Timeline(bars, faults).draw(out);
    out.raw("<p class=\"soft\">");
    for (String kind : List.of("culprit", "ok", "aborted", "ambiguous")) {
      out.raw(
          String.format(
              Locale.ROOT,
              "<span class=\"key\" style=\"background:var(--%1$s)\"></span>%2$s",
              kind,
              kind.equals("culprit") ? "in the argument" : kind));
    }
    out.raw("<span class=\"key\" style=\"background:var(--fault)\"></span>fault</p>\n");
  }
}
