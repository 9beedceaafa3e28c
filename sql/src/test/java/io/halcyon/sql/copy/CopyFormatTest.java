package io.halcyon.sql.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.halcyon.core.runtime.Randomness;
import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.type.Types;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.Vector;
import io.halcyon.sql.value.VectorBuilder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CopyFormatTest {
  private static final CopyFormat TEXT = CopyFormat.of(List.of());
  private static final CopyFormat CSV = new CopyFormat(true, ',', "", false, '"', '"');
  private static final CopyFormat ODD = new CopyFormat(true, ';', "nil", false, '\'', '\\');
  private static final SessionContext SESSION =
      new SessionContext(
          ZoneOffset.UTC,
          0,
          0,
          SessionContext.DateOrder.MDY,
          1,
          "",
          "",
          List.of(),
          Randomness.seeded(1));

  private static List<List<@Nullable String>> read(CopyFormat format, byte[] bytes, int piece) {
    List<List<@Nullable String>> rows = new ArrayList<>();
    CopyReader reader = new CopyReader(format, rows::add);
    for (int at = 0; at < bytes.length; at += piece) {
      reader.add(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + piece)));
    }
    reader.finish();
    return rows;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whatIsWrittenIsReadAgainInWhateverPieces(long seed) {
    RandomGenerator random = Randomness.seeded(seed);
    for (CopyFormat format : List.of(TEXT, CSV, ODD)) {
      List<List<@Nullable String>> rows = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        List<@Nullable String> row = new ArrayList<>();
        for (int column = 0; column < 3; column++) {
          row.add(value(random, format));
        }
        rows.add(row);
      }
      List<OutputColumn> columns =
          List.of(
              new OutputColumn("a", Types.TEXT, -1),
              new OutputColumn("b", Types.TEXT, -1),
              new OutputColumn("c", Types.TEXT, -1));
      byte[] bytes = new CopyWriter(format, columns).rows(batch(rows), SESSION);
      for (int piece : new int[] {1, 2, 3, 7, 1_000_000}) {
        assertThat(read(format, bytes, piece)).isEqualTo(rows);
      }
    }
  }

  private static @Nullable String value(RandomGenerator random, CopyFormat format) {
    if (random.nextInt(8) == 0) {
      return null;
    }
    String alphabet = "ab\t\n\r\\\"',;N.é\b ";
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  private static Batch batch(List<List<@Nullable String>> rows) {
    List<Vector> vectors = new ArrayList<>();
    for (int column = 0; column < 3; column++) {
      VectorBuilder builder = new VectorBuilder(Types.TEXT.carrier(), rows.size());
      for (List<@Nullable String> row : rows) {
        builder.add(row.get(column));
      }
      vectors.add(builder.build());
    }
    return new Batch(rows.size(), vectors);
  }

  @Test
  void endMarkEndsTheData() {
    byte[] bytes = "1\\t2\t\\N\n\\.\nrest\n".getBytes(StandardCharsets.UTF_8);
    assertThat(read(TEXT, bytes, 3)).containsExactly(Arrays.asList("1\t2", null));
  }

  @Test
  void aQuoteThatDoesNotEndIsAnError() {
    assertThatThrownBy(() -> read(CSV, "a,\"b\n".getBytes(StandardCharsets.UTF_8), 100))
        .isInstanceOf(SqlError.class)
        .hasMessage("unterminated CSV quoted field");
  }
}
