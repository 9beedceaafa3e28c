package io.halcyon.checker.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/// Draws what ran round an anomaly: a lane for each process, time to the right, faults as bands.
/// Shows the culprits and, of the rest, what was nearest to them in time.
final class Timeline {
  private static final int CONTEXT_MAX = 70;
  private static final int LANES_MAX = 14;
  private static final double LEFT = 92;
  private static final double WIDTH = 900;
  private static final double LANE = 26;
  private static final double MARGIN_SHARE = 0.12;
  private static final int TICKS = 8;
  private static final double OPEN_BLOCK = 12;

  private final List<Bar> bars = new ArrayList<>();
  private final List<Fault> faults;
  private final SortedMap<Long, Integer> lanes = new TreeMap<>();
  private final double begin;
  private final double end;

  /// @param all with at least one culprit
  Timeline(List<Bar> all, List<Fault> faults) {
    List<Bar> culprits = all.stream().filter(Bar::culprit).toList();
    long first = culprits.stream().mapToLong(Bar::fromNanos).min().orElse(0);
    long last = first;
    for (Bar culprit : culprits) {
      boolean open = culprit.toNanos() == Long.MAX_VALUE;
      last = Math.max(last, open ? culprit.fromNanos() : culprit.toNanos());
    }
    double margin = Math.max(1_000, (last - first) * MARGIN_SHARE);
    begin = first - margin;
    end = last + margin;
    this.faults =
        faults.stream().filter(each -> overlaps(each.fromNanos(), each.toNanos())).toList();
    bars.addAll(culprits);
    all.stream()
        .filter(bar -> !bar.culprit() && overlaps(bar.fromNanos(), bar.toNanos()))
        .sorted(Comparator.comparingLong(bar -> distance(bar, culprits)))
        .limit(CONTEXT_MAX)
        .forEach(bars::add);
    for (Bar bar : bars) {
      if (bar.culprit() || lanes.size() < LANES_MAX) {
        lanes.put(bar.lane(), 0);
      }
    }
    bars.removeIf(bar -> !lanes.containsKey(bar.lane()));
    int lane = 0;
    for (var each : lanes.entrySet()) {
      each.setValue(lane++);
    }
  }

  private boolean overlaps(long from, long to) {
    return from <= end && to >= begin;
  }

  private static long distance(Bar bar, List<Bar> culprits) {
    long nearest = Long.MAX_VALUE;
    for (Bar culprit : culprits) {
      nearest = Math.min(nearest, Math.abs(bar.fromNanos() - culprit.fromNanos()));
    }
    return nearest;
  }

  private double x(long nanos) {
    return x((double) nanos);
  }

  private double x(double nanos) {
    double share = (Math.clamp(nanos, begin, end) - begin) / (end - begin);
    return LEFT + share * (WIDTH - LEFT - 8);
  }

  void draw(Markup out) {
    double top = faults.isEmpty() ? 8 : 26;
    double bottom = top + lanes.size() * LANE + 4;
    out.raw(
        String.format(
            Locale.ROOT,
            "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"timeline\">%n",
            WIDTH,
            bottom + 40));
    for (Fault fault : faults) {
      double from = x(fault.fromNanos());
      double width = Math.max(2, x(fault.toNanos()) - from);
      out.raw(
          String.format(
              Locale.ROOT,
              "<rect class=\"fault\" x=\"%.1f\" y=\"4\" width=\"%.1f\" height=\"%.1f\"/>",
              from,
              width,
              bottom - 4));
      out.raw(String.format(Locale.ROOT, "<text class=\"small\" x=\"%.1f\" y=\"18\">", from + 5))
          .text(Markup.shortened(fault.name(), (int) Math.max(4, (WIDTH - from) / 7)))
          .raw("</text>\n");
    }
    axis(out, top, bottom);
    lanes.forEach((process, lane) ->
        out.raw(
            String.format(
                Locale.ROOT,
                "<text class=\"small\" x=\"%.0f\" y=\"%.1f\" text-anchor=\"end\">process %d</text>%n",
                LEFT - 10,
                top + lane * LANE + 17,
                process)));
    bars.stream()
        .sorted(
            Comparator.comparing(Bar::culprit)
                .thenComparing(bar -> bar.toNanos() != Long.MAX_VALUE))
        .forEach(bar -> bar(out, bar, top));
    for (Bar bar : bars) {
      label(out, bar, top);
    }
    out.raw("</svg>\n");
  }

  private void axis(Markup out, double top, double bottom) {
    double step = Math.pow(10, Math.floor(Math.log10((end - begin) / TICKS)));
    while ((end - begin) / step > TICKS) {
      step *= (end - begin) / step > TICKS * 2.5 ? 5 : 2;
    }
    String format = step < 1e4 ? "%.4f" : step < 1e5 ? "%.2f" : step < 1e6 ? "%.1f" : "%.0f";
    for (double at = Math.ceil(begin / step) * step + 0.0;
        at <= end && x(at) < WIDTH - 20;
        at += step) {
      out.raw(
          String.format(
              Locale.ROOT,
              "<line class=\"grid\" x1=\"%1$.1f\" y1=\"%2$.1f\" x2=\"%1$.1f\" y2=\"%3$.1f\"/>",
              x(at),
              top,
              bottom));
      out.raw(
              String.format(
                  Locale.ROOT,
                  "<text class=\"small\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">",
                  x(at),
                  bottom + 16))
          .raw(String.format(Locale.ROOT, format, at / 1e6))
          .raw("</text>\n");
    }
    out.raw(
        String.format(
            Locale.ROOT,
            "<text class=\"small\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">milliseconds</text>%n",
            WIDTH - 8,
            bottom + 33));
  }

  /// What never ended is a block with a thin tail, so that it does not hide what its process did
  /// next.
  private void bar(Markup out, Bar bar, double top) {
    double from = x(bar.fromNanos());
    double to = Math.max(from + 3, x(bar.toNanos()));
    double y = top + lane(bar) * LANE + 4;
    boolean open = bar.toNanos() == Long.MAX_VALUE;
    out.raw(
        String.format(
            Locale.ROOT,
            "<g class=\"%s\"%s><title>",
            bar.kind(),
            bar.culprit() ? "" : " opacity=\".8\""));
    out.text(bar.detail().get()).raw("</title>");
    if (!open || bar.fromNanos() >= begin) {
      out.raw(
          String.format(
              Locale.ROOT,
              "<rect class=\"bar\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"18\" rx=\"3\"/>",
              from,
              y,
              open ? Math.min(OPEN_BLOCK, to - from) : to - from));
    }
    if (open) {
      out.raw(
          String.format(
              Locale.ROOT,
              "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"2\"/>",
              from,
              y + 8,
              to - from));
    }
    out.raw("</g>\n");
  }

  private void label(Markup out, Bar bar, double top) {
    if (!bar.culprit()) {
      return;
    }
    double from = x(bar.fromNanos());
    double to = Math.max(from + OPEN_BLOCK, x(bar.toNanos()));
    if (bar.toNanos() == Long.MAX_VALUE) {
      to = from + OPEN_BLOCK;
    }
    boolean right = to < WIDTH * 0.8;
    out.raw(
        String.format(
            Locale.ROOT,
            "<text class=\"name halo\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">",
            right ? to + 6 : from - 6,
            top + lane(bar) * LANE + 18,
            right ? "start" : "end"));
    out.text(Markup.shortened(bar.name(), 40)).raw("</text>\n");
  }

  private int lane(Bar bar) {
    return lanes.getOrDefault(bar.lane(), 0);
  }
}
