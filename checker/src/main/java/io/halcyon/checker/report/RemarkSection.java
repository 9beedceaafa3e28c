package io.halcyon.checker.report;

import java.util.List;

/// A part of a report that is not a checker's.
record RemarkSection(String name, State state, String headline, List<String> lines)
    implements Section {
  RemarkSection {
    lines = List.copyOf(lines);
  }

  @Override
  public void write(Markup out, List<Fault> faults) {
    if (!lines.isEmpty()) {
      out.raw("<ul class=\"words\">\n");
      lines.forEach(line -> out.element("li", line));
      out.raw("</ul>\n");
    }
  }
}
