package io.halcyon.checker.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Draws what went on in a run: for each lane the successes of each second as bars, ambiguous and
/// failed operations as marks below, and faults as bands over all lanes.
final class ActivityChart {
  private static final double WIDTH = 900;
  private static final double LEFT = 118;
  private static final double RIGHT = 46;
  private static final double LANE = 46;
  private static final double BARS = 30;
  private static final double MARK = 3;
  private static final double LINE = 15;
  private static final int LABEL_ROWS_MAX = 4;
  private static final double CHARACTER = 6.2;
  private static final int TICKS_MAX = 12;
  private static final List<Integer> STEPS =
      List.of(1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600);

  private record Label(Fault fault, double x, int row) {}

  private final Activity activity;
  private final List<Fault> faults;
  private final int seconds;
  private final List<Label> labels = new ArrayList<>();
  private final double top;
  private final double bottom;

  ActivityChart(Activity activity, List<Fault> faults) {
    this.activity = activity;
    this.faults = faults.stream().sorted(Comparator.comparingLong(Fault::fromNanos)).toList();
    this.seconds = Math.max(1, activity.seconds());
    double[] ends = new double[LABEL_ROWS_MAX];
    for (Fault fault : this.faults) {
      double x = x(fault.fromNanos() / 1e9);
      int row = 0;
      while (row < LABEL_ROWS_MAX && ends[row] > x) {
        row++;
      }
      if (row < LABEL_ROWS_MAX) {
        ends[row] = x + (fault.name().length() + 2) * CHARACTER;
        labels.add(new Label(fault, x, row));
      }
    }
    int rows = labels.stream().mapToInt(Label::row).max().orElse(-1) + 1;
    this.top = 8 + rows * LINE;
    this.bottom = top + activity.lanes().size() * LANE;
  }

  private double x(double second) {
    return LEFT + Math.clamp(second, 0, seconds) / seconds * (WIDTH - LEFT - RIGHT);
  }

  void draw(Markup out) {
    out.raw(
        String.format(
            Locale.ROOT,
            "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"operations by the second\">%n",
            WIDTH,
            bottom + 38));
    for (Fault fault : faults) {
      double from = x(fault.fromNanos() / 1e9);
      double to = fault.toNanos() == Long.MAX_VALUE ? x(seconds) : x(fault.toNanos() / 1e9);
      out.raw(
          String.format(
              Locale.ROOT,
              "<rect class=\"fault\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"><title>",
              from,
              top - 2,
              Math.max(2, to - from),
              bottom - top + 2));
      out.text(fault.name()).raw("</title></rect>\n");
    }
    axis(out);
    for (int i = 0; i < activity.lanes().size(); i++) {
      lane(out, activity.lanes().get(i), top + i * LANE);
    }
    for (Label label : labels) {
      label(out, label);
    }
    out.raw("</svg>\n<p class=\"soft\">");
    for (String kind : List.of("ok", "aborted", "ambiguous")) {
      out.raw(
          String.format(
              Locale.ROOT,
              "<span class=\"key\" style=\"background:var(--%s)\"></span>%s",
              kind,
              kind.equals("aborted") ? "failed" : kind));
    }
    out.raw(
        "<span class=\"key\" style=\"background:var(--fault)\"></span>fault, until healed</p>\n");
  }

  /// A label hangs on a thin line from its row down to the band.
  private void label(Markup out, Label label) {
    double y = 12 + label.row() * LINE;
    out.raw(
        String.format(
            Locale.ROOT,
            "<line class=\"hang\" x1=\"%1$.1f\" y1=\"%2$.1f\" x2=\"%1$.1f\" y2=\"%3$.1f\"/>",
            label.x(),
            y - 9,
            bottom));
    out.raw(
            String.format(
                Locale.ROOT, "<text class=\"small\" x=\"%.1f\" y=\"%.1f\">", label.x() + 4, y))
        .text(Markup.shortened(label.fault().name(), 40))
        .raw("</text>\n");
  }

  private void axis(Markup out) {
    int step =
        STEPS.stream().filter(each -> seconds / each <= TICKS_MAX).findFirst().orElse(seconds);
    for (int second = 0; second <= seconds; second += step) {
      out.raw(
          String.format(
              Locale.ROOT,
              "<line class=\"grid\" x1=\"%1$.1f\" y1=\"%2$.1f\" x2=\"%1$.1f\" y2=\"%3$.1f\"/>"
                  + "<text class=\"small\" x=\"%1$.1f\" y=\"%4$.1f\" text-anchor=\"middle\">%5$d</text>%n",
              x(second),
              top,
              bottom,
              bottom + 16,
              second));
    }
    out.raw(
        String.format(
            Locale.ROOT,
            "<text class=\"small\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">seconds</text>%n",
            x(seconds),
            bottom + 33));
  }

  private void lane(Markup out, Activity.Lane lane, double y) {
    long most = lane.counts().stream().mapToLong(Activity.Count::ok).max().orElse(0);
    double base = y + BARS + 4;
    out.raw(
            String.format(
                Locale.ROOT,
                "<text class=\"name\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">",
                LEFT - 10,
                base - 8))
        .text(lane.name())
        .raw("</text>\n");
    out.raw(
        String.format(
            Locale.ROOT,
            "<text class=\"small\" x=\"%.1f\" y=\"%.1f\">%,d/s</text>"
                + "<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%5$.1f\"/>%n",
            WIDTH - RIGHT + 5,
            y + 14,
            most,
            LEFT,
            base,
            x(seconds)));
    for (int second = 0; second < lane.counts().size(); second++) {
      second(out, lane.counts().get(second), second, most, base);
    }
  }

  private void second(Markup out, Activity.Count count, int second, long most, double base) {
    double from = x(second);
    double width = Math.max(0.6, x(second + 1.0) - from - 0.8);
    if (count.ok() > 0) {
      double height = Math.max(1, BARS * count.ok() / Math.max(1, most));
      rect(out, "ok", from, base - height, width, height);
    }
    if (count.failed() > 0) {
      rect(out, "aborted", from, base + 1, width, MARK);
    }
    if (count.ambiguous() > 0) {
      rect(out, "ambiguous", from, base + 1 + MARK, width, MARK);
    }
  }

  private static void rect(
      Markup out, String kind, double x, double y, double width, double height) {
    out.raw(
        String.format(
            Locale.ROOT,
            "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
            kind,
            x,
            y,
            width,
            height));
  }
}
