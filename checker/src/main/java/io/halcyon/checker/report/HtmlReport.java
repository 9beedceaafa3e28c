package io.halcyon.checker.report;

import io.halcyon.checker.history.History;
import io.halcyon.checker.transactions.TransactionHistory;
import io.halcyon.checker.transactions.Verdict;
import io.halcyon.checker.workloads.WorkloadVerdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A page about one run: what was checked, what came out, and for each violation the argument, as a
/// drawing and in words, with what ran around it.
///
/// The methods return the report itself, for chaining. Not thread-safe.
public final class HtmlReport {
  private final String title;
  private final Map<String, String> facts = new LinkedHashMap<>();
  private final List<Fault> faults = new ArrayList<>();
  private final List<Section> sections = new ArrayList<>();
  private @Nullable Activity activity;
  private List<String> columns = List.of();
  private final List<List<String>> rows = new ArrayList<>();

  public HtmlReport(String title) {
    this.title = title;
  }

  /// Adds something to know about the run: its seed, version, length.
  public HtmlReport fact(String name, String value) {
    facts.put(name, value);
    return this;
  }

  /// Adds a fault, drawn as a band by the clock of the histories.
  public HtmlReport fault(Fault fault) {
    faults.add(fault);
    return this;
  }

  public HtmlReport transactions(String name, TransactionHistory history, Verdict verdict) {
    sections.add(new TransactionSection(name, history, verdict));
    return this;
  }

  public HtmlReport linearizability(
      String name, History history, io.halcyon.checker.linearizability.Verdict verdict) {
    sections.add(new LinearizabilitySection(name, history, verdict));
    return this;
  }

  public HtmlReport workload(TransactionHistory history, WorkloadVerdict verdict) {
    sections.add(new WorkloadSection(history, verdict));
    return this;
  }

  /// Shows what went on by the second, with the faults.
  public HtmlReport activity(Activity shown) {
    activity = shown;
    return this;
  }

  /// Names the columns of a table of figures, which stands in the place of the list of checks. The
  /// second is a verdict: `valid`, `anomalies` or `unknown`.
  public HtmlReport figures(String... names) {
    columns = List.of(names);
    return this;
  }

  /// Adds a row to the table of figures.
  ///
  /// @throws IllegalArgumentException if it has not one cell for each column
  public HtmlReport row(String... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(cells.length + " cells for " + columns.size());
    }
    rows.add(List.of(cells));
    return this;
  }

  /// Adds a section with figures that are no checker's, and a chart of how long calls took, with
  /// the faults. It says nothing of what is right or wrong.
  public HtmlReport table(
      String name,
      String headline,
      Latencies latencies,
      List<String> names,
      List<List<String>> cells) {
    sections.add(new TableSection(name, Section.State.VALID, headline, names, cells, latencies));
    return this;
  }

  /// Adds a section with a table of figures that are no checker's.
  public HtmlReport table(
      String name, String headline, List<String> names, List<List<String>> cells) {
    sections.add(new TableSection(name, Section.State.VALID, headline, names, cells, null));
    return this;
  }

  /// Adds a section about something wrong that no checker finds.
  public HtmlReport problem(String name, String headline, List<String> lines) {
    sections.add(new RemarkSection(name, Section.State.VIOLATED, headline, lines));
    return this;
  }

  /// Adds a section about something to know, which is not wrong.
  public HtmlReport remark(String name, String headline, List<String> lines) {
    sections.add(new RemarkSection(name, Section.State.VALID, headline, lines));
    return this;
  }

  /// Adds a section about something that could not be decided.
  public HtmlReport undecided(String name, String headline, List<String> lines) {
    sections.add(new RemarkSection(name, Section.State.UNKNOWN, headline, lines));
    return this;
  }

  /// Returns the page.
  public String render() {
    Markup out = new Markup();
    out.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.element("title", title).raw("<style>\n" + Style.SHEET + "</style>\n</head>\n<body>\n");
    out.element("h1", title);
    badge(out, overall(), conclusion());
    table(out);
    overview(out);
    for (Section section : sections) {
      out.element("h2", section.name());
      badge(out, section.state(), section.headline());
      section.write(out, faults);
    }
    legend(out);
    return out.raw("</body>\n</html>\n").toString();
  }

  private Section.State overall() {
    Section.State worst = Section.State.VALID;
    for (Section section : sections) {
      if (section.state() == Section.State.VIOLATED) {
        return Section.State.VIOLATED;
      }
      worst = section.state() == Section.State.UNKNOWN ? Section.State.UNKNOWN : worst;
    }
    return worst;
  }

  private String conclusion() {
    return switch (overall()) {
      case VALID -> "nothing wrong was found";
      case VIOLATED -> "a promise was broken";
      case UNKNOWN -> "nothing wrong was found, but not everything could be decided";
    };
  }

  private static void badge(Markup out, Section.State state, String headline) {
    out.raw(
            String.format(
                Locale.ROOT, "<p><span class=\"badge %s\">%s</span> ", state.kind(), state.word()))
        .text(headline)
        .raw("</p>\n");
  }

  private void table(Markup out) {
    if (facts.isEmpty() && faults.isEmpty()) {
      return;
    }
    out.raw("<table>\n");
    facts.forEach((name, value) ->
        out.raw("<tr><th>").text(name).raw("</th><td>").text(value).raw("</td></tr>\n"));
    if (!faults.isEmpty()) {
      out.raw(String.format(Locale.ROOT, "<tr><th>faults</th><td>%d: ", faults.size()));
      out.text(String.join(", ", faults.stream().map(Fault::name).distinct().toList()));
      out.raw("</td></tr>\n");
    }
    out.raw("</table>\n");
  }

  private void overview(Markup out) {
    if (activity != null) {
      out.element("h2", "What went on");
      new ActivityChart(activity, faults).draw(out);
      faultTable(out);
    }
    if (rows.isEmpty()) {
      summary(out);
    } else {
      figureTable(out);
    }
  }

  private void faultTable(Markup out) {
    if (faults.isEmpty()) {
      return;
    }
    out.raw("<details><summary>")
        .text(faults.size() == 1 ? "1 fault" : faults.size() + " faults")
        .raw("</summary>\n<table>\n<tr><th>fault</th><th>from</th><th>for</th></tr>\n");
    faults.stream()
        .sorted(Comparator.comparingLong(Fault::fromNanos))
        .forEach(fault -> {
          boolean open = fault.toNanos() == Long.MAX_VALUE;
          out.raw("<tr><td>").text(fault.name()).raw("</td><td>");
          out.text(seconds(fault.fromNanos())).raw("</td><td>");
          out.text(open ? "ever" : seconds(fault.toNanos() - fault.fromNanos()));
          out.raw("</td></tr>\n");
        });
    out.raw("</table></details>\n");
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
  }

  private void figureTable(Markup out) {
    out.raw("<h2>Workloads</h2>\n<table class=\"figures\">\n<tr>");
    columns.forEach(column -> out.raw("<th>").text(column).raw("</th>"));
    out.raw("</tr>\n");
    for (List<String> row : rows) {
      out.raw("<tr>");
      for (int i = 0; i < row.size(); i++) {
        out.raw(i == 1 ? "<td class=\"" + kind(row.get(i)) + "\">" : "<td>");
        out.text(row.get(i)).raw("</td>");
      }
      out.raw("</tr>\n");
    }
    out.raw("</table>\n");
  }

  private static String kind(String verdict) {
    return switch (verdict) {
      case "valid" -> "valid";
      case "anomalies" -> "violated";
      default -> "unknown";
    };
  }

  private void summary(Markup out) {
    if (sections.size() < 2) {
      return;
    }
    out.raw("<table>\n<tr><th>check</th><th>verdict</th></tr>\n");
    for (Section section : sections) {
      out.raw("<tr><td>").text(section.name());
      out.raw(String.format(Locale.ROOT, "</td><td class=\"%s\">", section.state().kind()));
      out.text(section.headline()).raw("</td></tr>\n");
    }
    out.raw("</table>\n");
  }

  private static void legend(Markup out) {
    out.raw("<h2>How to read a cycle</h2>\n");
    out.element(
        "p",
        "An arrow says that its source must have come before its target, if the promise holds. A"
            + " circle of arrows cannot be: one of the transactions would come before itself.");
    out.raw("<p><span class=\"chip ww\">ww</span> the target overwrote what the source wrote. ");
    out.raw("<span class=\"chip wr\">wr</span> the target read what the source wrote. ");
    out.raw("<span class=\"chip rw\">rw</span> the source read what the target then overwrote. ");
    out.raw("<span class=\"chip time\">real time, process</span> the source had been answered ");
    out.raw("before the target began.</p>\n");
  }
}
