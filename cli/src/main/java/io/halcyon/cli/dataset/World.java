package io.halcyon.cli.dataset;

import io.halcyon.cli.output.Printer;
import io.halcyon.cli.output.Row;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.Currency;
import java.util.Locale;
import java.util.stream.Stream;

/// The ISO tables of the JDK: 3166 countries, 4217 currencies, 639 languages, and the time zones.
final class World {
  /// Fixed, so that the same JDK always gives the same data.
  private static final Instant AS_OF = Instant.parse("2026-01-01T00:00:00Z");

  private World() {}

  static Stream<DataRecord> records() {
    return Stream.of(countries(), currencies(), languages(), zones()).flatMap(each -> each);
  }

  private static Stream<DataRecord> countries() {
    return Stream.of(Locale.getISOCountries())
        .sorted()
        .map(code -> {
          Locale country = Locale.of("", code);
          Currency currency = Currency.getInstance(country);
          return record(
              "country/" + code,
              Row.of("name", country.getDisplayCountry(Locale.ENGLISH))
                  .with("iso3", country.getISO3Country())
                  .with("currency", currency == null ? null : currency.getCurrencyCode()));
        });
  }

  private static Stream<DataRecord> currencies() {
    return Currency.getAvailableCurrencies().stream()
        .sorted(Comparator.comparing(Currency::getCurrencyCode))
        .map(currency ->
            record(
                "currency/" + currency.getCurrencyCode(),
                Row.of("name", currency.getDisplayName(Locale.ENGLISH))
                    .with("symbol", currency.getSymbol(Locale.ENGLISH))
                    .with("digits", currency.getDefaultFractionDigits())));
  }

  private static Stream<DataRecord> languages() {
    return Stream.of(Locale.getISOLanguages())
        .sorted()
        .map(code -> {
          Locale language = Locale.of(code);
          return record(
              "language/" + code,
              Row.of("name", language.getDisplayLanguage(Locale.ENGLISH))
                  .with("own", language.getDisplayLanguage(language)));
        });
  }

  private static Stream<DataRecord> zones() {
    return ZoneId.getAvailableZoneIds().stream()
        .sorted()
        .map(id ->
            record(
                "zone/" + id,
                Row.of("standardOffset", ZoneId.of(id).getRules().getStandardOffset(AS_OF).getId())
                    .with(
                        "daylightSaving", ZoneId.of(id).getRules().nextTransition(AS_OF) != null)));
  }

  private static DataRecord record(String key, Row value) {
    return new DataRecord(key, Printer.json(value));
  }
}
