package io.halcyon.checker.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Draws how long calls took: for each lane, over slices of time, a bar from the median to the
/// slowest on a logarithmic scale, failures as marks below, and faults as bands over all lanes.
final class LatencyChart {
  private static final double WIDTH = 900;
  private static final double LEFT = 118;
  private static final double RIGHT = 46;
  private static final double HEIGHT = 110;
  private static final double GAP = 22;
  private static final double TOP = 8;
  private static final double MARK = 3;
  private static final int SLICES_MAX = 360;
  private static final double LEAST_MILLIS = 1;
  private static final double MOST_MILLIS = 10_000;

  private final Latencies latencies;
  private final List<Fault> faults;
  private final double seconds;
  private final double bottom;

  LatencyChart(Latencies latencies, List<Fault> faults) {
    this.latencies = latencies;
    this.faults = faults;
    this.seconds =
        latencies.lanes().stream()
            .flatMap(lane -> lane.points().stream())
            .mapToDouble(point -> (point.fromNanos() + point.tookNanos()) / 1e9)
            .max()
            .orElse(1);
    this.bottom = TOP + latencies.lanes().size() * (HEIGHT + GAP);
  }

  private double x(double second) {
    return LEFT + Math.clamp(second, 0, seconds) / seconds * (WIDTH - LEFT - RIGHT);
  }

  private static double y(double base, double millis) {
    double share =
        Math.log(Math.clamp(millis, LEAST_MILLIS, MOST_MILLIS) / LEAST_MILLIS)
            / Math.log(MOST_MILLIS / LEAST_MILLIS);
    return base - share * HEIGHT;
  }

  void draw(Markup out) {
    out.raw(
        String.format(
            Locale.ROOT,
            "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"latency\">%n",
            WIDTH,
            bottom + 22));
    for (Fault fault : faults) {
      double from = x(fault.fromNanos() / 1e9);
      double to = fault.toNanos() == Long.MAX_VALUE ? x(seconds) : x(fault.toNanos() / 1e9);
      out.raw(
          String.format(
              Locale.ROOT,
              "<rect class=\"fault\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"><title>",
              from,
              TOP,
              Math.max(2, to - from),
              bottom - TOP));
      out.text(fault.name()).raw("</title></rect>\n");
    }
    for (int i = 0; i < latencies.lanes().size(); i++) {
      lane(out, latencies.lanes().get(i), TOP + i * (HEIGHT + GAP) + HEIGHT);
    }
    out.raw(
        String.format(
            Locale.ROOT,
            "<text class=\"small\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%.0f seconds</text>"
                + "</svg>%n<p class=\"soft\">",
            x(seconds),
            bottom + 14,
            seconds));
    out.raw("<span class=\"key\" style=\"background:var(--ok)\"></span>median to slowest");
    out.raw("<span class=\"key\" style=\"background:var(--culprit)\"></span>failed");
    out.raw("<span class=\"key\" style=\"background:var(--fault)\"></span>fault</p>\n");
  }

  private void lane(Markup out, Latencies.Lane lane, double base) {
    out.raw(
            String.format(
                Locale.ROOT,
                "<text class=\"name\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">",
                LEFT - 10,
                base - HEIGHT / 2))
        .text(lane.name())
        .raw("</text>\n");
    for (double millis = LEAST_MILLIS; millis <= MOST_MILLIS; millis *= 10) {
      out.raw(
          String.format(
              Locale.ROOT,
              "<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%2$.1f\"/>"
                  + "<text class=\"small\" x=\"%.1f\" y=\"%.1f\">%s</text>%n",
              LEFT,
              y(base, millis),
              WIDTH - RIGHT,
              WIDTH - RIGHT + 5,
              y(base, millis) + 4,
              millis >= 1_000 ? Math.round(millis / 1_000) + " s" : Math.round(millis) + " ms"));
    }
    slices(out, lane, base);
  }

  private void slices(Markup out, Latencies.Lane lane, double base) {
    double width = Math.max(0.5, seconds / SLICES_MAX);
    int count = (int) Math.ceil(seconds / width) + 1;
    List<List<Double>> took = new ArrayList<>();
    long[] failed = new long[count];
    for (int i = 0; i < count; i++) {
      took.add(new ArrayList<>());
    }
    for (Latencies.Point point : lane.points()) {
      int slice = (int) Math.clamp(point.fromNanos() / 1e9 / width, 0, count - 1.0);
      if (point.ok()) {
        took.get(slice).add(point.tookNanos() / 1e6);
      } else {
        failed[slice]++;
      }
    }
    for (int i = 0; i < count; i++) {
      double from = x(i * width);
      double wide = Math.max(0.6, x((i + 1) * width) - from - 0.4);
      List<Double> sorted = took.get(i).stream().sorted().toList();
      if (!sorted.isEmpty()) {
        double top = y(base, sorted.getLast());
        double low = y(base, sorted.get(sorted.size() / 2));
        rect(out, "ok", from, top, wide, Math.max(1.5, low - top));
      }
      if (failed[i] > 0) {
        rect(out, "culprit", from, base + 2, wide, MARK);
      }
    }
  }

  private static void rect(
      Markup out, String kind, double x, double y, double width, double height) {
    out.raw(
        String.format(
            Locale.ROOT,
            "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>%n",
            kind,
            x,
            y,
            width,
            height));
  }
}
