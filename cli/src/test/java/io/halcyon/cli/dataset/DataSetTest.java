package io.halcyon.cli.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DataSetTest {
  @Test
  void unicodeHasMoreThanAHundredThousandRecordsAndNoKeyTwice() {
    Set<String> keys = new HashSet<>();
    DataSet.UNICODE.records().forEach(each -> assertThat(keys.add(each.key())).isTrue());
    assertThat(keys).hasSizeGreaterThan(100_000).contains("unicode/U+00E9", "unicode/U+1F600");
  }

  @Test
  void theWorldHasCountriesCurrenciesLanguagesAndZones() {
    List<DataRecord> records = DataSet.WORLD.records().toList();
    assertThat(records)
        .hasSizeGreaterThan(1_000)
        .contains(
            new DataRecord(
                "country/CH", "{\"name\":\"Switzerland\",\"iso3\":\"CHE\",\"currency\":\"CHF\"}"));
    assertThat(records.stream().map(DataRecord::key))
        .doesNotHaveDuplicates()
        .contains("currency/EUR", "language/de", "zone/Europe/Berlin");
  }
}
