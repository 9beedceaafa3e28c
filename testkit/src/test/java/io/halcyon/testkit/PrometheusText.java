package io.halcyon.testkit;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads Prometheus' text format strictly: version 0.0.4 as its "Exposition formats" page has it.
///
/// Beyond the grammar it insists that a family has one type, given before its samples, that its
/// samples are together, and that no series comes twice.
record PrometheusText(Map<String, Double> series, Map<String, String> types) {
  private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
  private static final String LABEL = "[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\n]|\\\\[\\\\\"n])*\"";
  private static final Pattern SAMPLE =
      Pattern.compile(
          "(" + NAME + ")(\\{(?:" + LABEL + "(?:," + LABEL + ")*,?)?\\})? (\\S+)( -?\\d+)?");
  private static final Pattern TYPE =
      Pattern.compile("# TYPE (" + NAME + ") (counter|gauge|histogram|summary|untyped)");
  private static final Pattern HELP = Pattern.compile("# HELP (" + NAME + ") .*");

  /// Fetches and reads the metrics of a server.
  static PrometheusText of(String httpAddress) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(URI.create("http://" + httpAddress + "/metrics")).build(),
              HttpResponse.BodyHandlers.ofString());
      String type = response.headers().firstValue("content-type").orElse("");
      if (response.statusCode() != 200 || !type.startsWith("text/plain")) {
        throw new IOException("status " + response.statusCode() + ", type " + type);
      }
      return parse(response.body());
    }
  }

  static PrometheusText parse(String text) {
    if (!text.endsWith("\n")) {
      throw new IllegalArgumentException("the last line has no end");
    }
    Map<String, Double> series = new TreeMap<>();
    Map<String, String> types = new HashMap<>();
    Set<String> finished = new HashSet<>();
    String family = "";
    for (String line : text.lines().toList()) {
      Matcher type = TYPE.matcher(line);
      Matcher sample = SAMPLE.matcher(line);
      if (type.matches()) {
        require(types.put(type.group(1), type.group(2)) == null, "second type", line);
      } else if (sample.matches()) {
        String of = family(sample.group(1), types);
        require(of.equals(family) || finished.add(of), "samples of a family apart", line);
        family = of;
        String name = sample.group(1) + (sample.group(2) == null ? "" : sample.group(2));
        require(series.put(name, number(sample.group(3))) == null, "second sample", line);
      } else {
        require(line.isBlank() || HELP.matcher(line).matches(), "not a line of the format", line);
      }
    }
    return new PrometheusText(series, types);
  }

  private static String family(String sample, Map<String, String> types) {
    if (types.containsKey(sample)) {
      return sample;
    }
    for (String suffix : new String[] {"_bucket", "_sum", "_count"}) {
      if (sample.endsWith(suffix)) {
        String name = sample.substring(0, sample.length() - suffix.length());
        String type = types.getOrDefault(name, "");
        if (type.equals("histogram") || (type.equals("summary") && !suffix.equals("_bucket"))) {
          return name;
        }
      }
    }
    throw new IllegalArgumentException("no type before sample " + sample);
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  private static void require(boolean holds, String problem, String line) {
    if (!holds) {
      throw new IllegalArgumentException(problem + ": " + line);
    }
  }

  /// Returns the value of a series, 0 if it is absent.
  double value(String name) {
    return series.getOrDefault(name, 0.0);
  }

  /// Returns the sum over all series of a name.
  double sum(String name) {
    return series.entrySet().stream()
        .filter(one -> one.getKey().equals(name) || one.getKey().startsWith(name + "{"))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }
}
