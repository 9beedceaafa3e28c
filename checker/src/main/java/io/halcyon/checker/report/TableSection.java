package io.halcyon.checker.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Figures that are no checker's, with a chart of latencies above if there is one.
record TableSection(
    String name,
    State state,
    String headline,
    List<String> columns,
    List<List<String>> rows,
    @Nullable Latencies latencies)
    implements Section {
  TableSection {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
  }

  @Override
  public void write(Markup out, List<Fault> faults) {
    if (latencies != null) {
      new LatencyChart(latencies, faults).draw(out);
    }
    out.raw("<table>\n<tr>");
    columns.forEach(column -> out.raw("<th>").text(column).raw("</th>"));
    out.raw("</tr>\n");
    for (List<String> row : rows) {
      out.raw("<tr>");
      row.forEach(cell -> out.raw("<td>").text(cell).raw("</td>"));
      out.raw("</tr>\n");
    }
    out.raw("</table>\n");
  }
}
