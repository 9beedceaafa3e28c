package io.halcyon.checker.report;

import io.halcyon.checker.transactions.Action;
import io.halcyon.checker.transactions.Dependency;
import io.halcyon.checker.transactions.Transaction;
import java.util.List;
import java.util.Locale;

/// Draws a cycle of transactions: boxes on an ellipse, an arrow for each dependency.
final class CycleDrawing {
  private static final double WIDTH = 900;
  private static final double BOX_WIDTH = 236;
  private static final double LINE = 17;
  private static final int ACTIONS_MAX = 4;
  private static final int CHARACTERS_MAX = 29;
  private static final int LABEL_CHARACTERS_MAX = 14;
  private static final double BEND = 34;
  private static final double LABEL_GAP = 14;

  private record Box(double x, double y, double height, Transaction transaction) {
    /// Returns how far the border is from the centre, in this direction, with a gap for the arrow.
    double reach(double cos, double sin) {
      double across = Math.abs(cos) < 1e-9 ? Double.MAX_VALUE : BOX_WIDTH / 2 / Math.abs(cos);
      double down = Math.abs(sin) < 1e-9 ? Double.MAX_VALUE : height / 2 / Math.abs(sin);
      return Math.min(across, down) + 5;
    }
  }

  /// Longer cycles are told in words alone.
  static final int DRAWN_MAX = 12;

  private final List<Dependency> cycle;

  CycleDrawing(List<Dependency> cycle) {
    this.cycle = cycle;
  }

  /// Returns the style of a dependency.
  static String kind(Dependency dependency) {
    return switch (dependency.relation()) {
      case WW, TIMED_WW -> "ww";
      case WR -> "wr";
      case RW, TIMED_RW -> "rw";
      case PROCESS, REALTIME, PASSAGE -> "time";
    };
  }

  void draw(Markup out) {
    int count = cycle.size();
    double tallest = cycle.stream().mapToDouble(each -> height(each.from())).max().orElse(0);
    double radiusX = (WIDTH - BOX_WIDTH) / 2 - 24;
    double radiusY = radiusY(count, radiusX, tallest);
    double centreY = radiusY + tallest / 2 + (count == 2 ? BEND + LABEL_GAP : 24);
    out.raw(
        String.format(
            Locale.ROOT,
            "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"cycle\">%n",
            WIDTH,
            centreY * 2));
    Box[] boxes = new Box[count];
    for (int i = 0; i < count; i++) {
      double angle = 2 * Math.PI * i / count + (count == 2 ? Math.PI : -Math.PI / 2);
      Transaction transaction = cycle.get(i).from();
      boxes[i] =
          new Box(
              WIDTH / 2 + radiusX * Math.cos(angle),
              centreY + radiusY * Math.sin(angle),
              height(transaction),
              transaction);
    }
    for (int i = 0; i < count; i++) {
      edge(out, boxes[i], boxes[(i + 1) % count], cycle.get(i));
    }
    for (Box box : boxes) {
      box(out, box);
    }
    out.raw("</svg>\n");
  }

  /// Returns a radius at which the box at the top does not touch its neighbours.
  private static double radiusY(int count, double radiusX, double tallest) {
    if (count == 2) {
      return 0;
    }
    double angle = 2 * Math.PI / count;
    boolean beside = radiusX * Math.sin(angle) > BOX_WIDTH + BEND;
    return Math.max(tallest * 1.4, (tallest + BEND) / (beside ? 2 : 1 - Math.cos(angle)));
  }

  private static double height(Transaction transaction) {
    int lines = Math.min(ACTIONS_MAX + 1, transaction.actions().size());
    return 34 + lines * LINE;
  }

  /// An arrow that bends to its left, so that the two arrows of a cycle of two lie apart.
  private static void edge(Markup out, Box from, Box to, Dependency dependency) {
    double length = Math.hypot(to.x() - from.x(), to.y() - from.y());
    double cos = (to.x() - from.x()) / length;
    double sin = (to.y() - from.y()) / length;
    double bend = 2 * BEND;
    double middleX = (from.x() + to.x()) / 2 + sin * bend;
    double middleY = (from.y() + to.y()) / 2 - cos * bend;
    double[] start = border(from, middleX, middleY);
    double[] end = border(to, middleX, middleY);
    double angle = Math.atan2(end[1] - middleY, end[0] - middleX);
    out.raw(String.format(Locale.ROOT, "<g class=\"%s\">", kind(dependency)));
    out.raw(
        String.format(
            Locale.ROOT,
            "<path class=\"edge\" d=\"M%.1f %.1f Q%.1f %.1f %.1f %.1f\"/>",
            start[0],
            start[1],
            middleX,
            middleY,
            end[0] - 7 * Math.cos(angle),
            end[1] - 7 * Math.sin(angle)));
    out.raw(
        String.format(
            Locale.ROOT,
            "<path class=\"tip\" transform=\"translate(%.1f %.1f) rotate(%.1f)\" d=\"M0 0 L-11 -5 L-11 5 Z\"/>",
            end[0],
            end[1],
            Math.toDegrees(angle)));
    out.raw(
        String.format(
            Locale.ROOT,
            "<text class=\"label halo\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">",
            (start[0] + end[0]) / 4 + middleX / 2 + sin * LABEL_GAP,
            (start[1] + end[1]) / 4 + middleY / 2 - cos * LABEL_GAP + 4,
            sin > 0.3 ? "start" : sin < -0.3 ? "end" : "middle"));
    out.text(Markup.shortened(dependency.label(), LABEL_CHARACTERS_MAX)).raw("</text></g>\n");
  }

  private static double[] border(Box box, double towardsX, double towardsY) {
    double length = Math.hypot(towardsX - box.x(), towardsY - box.y());
    double cos = (towardsX - box.x()) / length;
    double sin = (towardsY - box.y()) / length;
    double reach = box.reach(cos, sin);
    return new double[] {box.x() + cos * reach, box.y() + sin * reach};
  }

  private static void box(Markup out, Box box) {
    double left = box.x() - BOX_WIDTH / 2;
    double top = box.y() - box.height() / 2;
    out.raw(
        String.format(
            Locale.ROOT,
            "<rect class=\"box\" x=\"%.1f\" y=\"%.1f\" width=\"%.0f\" height=\"%.0f\" rx=\"8\"/>",
            left,
            top,
            BOX_WIDTH,
            box.height()));
    out.raw(
            String.format(
                Locale.ROOT, "<text class=\"name\" x=\"%.1f\" y=\"%.1f\">", left + 12, top + 22))
        .text(box.transaction().name())
        .raw("</text>");
    out.raw(
        String.format(
            Locale.ROOT,
            "<text class=\"small\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">process %d</text>%n",
            left + BOX_WIDTH - 12,
            top + 22,
            box.transaction().process()));
    List<Action> actions = box.transaction().actions();
    for (int i = 0; i < Math.min(actions.size(), ACTIONS_MAX); i++) {
      line(out, left, top, i, Markup.shortened(actions.get(i).describe(), CHARACTERS_MAX));
    }
    if (actions.size() > ACTIONS_MAX) {
      line(out, left, top, ACTIONS_MAX, (actions.size() - ACTIONS_MAX) + " more");
    }
  }

  private static void line(Markup out, double left, double top, int index, String content) {
    out.raw(
            String.format(
                Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\">", left + 12, top + 42 + index * LINE))
        .text(content)
        .raw("</text>\n");
  }
}
