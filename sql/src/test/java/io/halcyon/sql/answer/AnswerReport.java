package io.halcyon.sql.answer;

import io.halcyon.sql.answer.AnswerCorpus.Entry;
import java.util.List;
import java.util.stream.Stream;

/// Prints how many answers agree, by family, and those that do not. Run by hand, with the families
/// to list (none lists the figures alone).
final class AnswerReport {
  private AnswerReport() {}

  public static void main(String[] arguments) {
    List<String> listed = List.of(arguments);
    List<String> families =
        Stream.concat(AnswerCorpus.FAMILIES.stream(), AnswerCorpus.GENERATED.stream()).toList();
    int all = 0;
    int alike = 0;
    for (String family : families) {
      if (AnswerReport.class.getResource("/answers/" + family + ".txt") == null) {
        continue;
      }
      int agreeing = 0;
      List<Entry> entries = AnswerCorpus.read(family);
      for (Entry entry : entries) {
        List<String> ours = AnswerTest.lines(entry);
        if (ours.equals(entry.answer())) {
          agreeing++;
        } else if (listed.contains(family)) {
          System.out.println("> " + entry.sql());
          entry.answer().forEach(line -> System.out.println("  PG   " + line));
          ours.forEach(line -> System.out.println("  OURS " + line));
        }
      }
      all += entries.size();
      alike += agreeing;
      System.out.printf("%-12s %d of %d%n", family, agreeing, entries.size());
    }
    System.out.printf("%-12s %d of %d%n", "all", alike, all);
  }
}
