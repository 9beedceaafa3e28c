package io.halcyon.cli.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrinterTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Terminal terminal =
      Terminal.of(InputStream.nullInputStream(), out, new ByteArrayOutputStream(), false);

  @Test
  void columnsAreAlignedByCharactersNotBytes() {
    new Printer(terminal, OutputFormat.TABLE)
        .rows(
            List.of(
                Row.of("name", "é").with("size", 1), Row.of("name", "abcdef").with("size", null)));
    assertThat(out.toString(UTF_8))
        .isEqualToNormalizingNewlines("NAME    SIZE\né       1\nabcdef  -\n");
  }

  @Test
  void jsonIsOneObjectALine() {
    new Printer(terminal, OutputFormat.JSON)
        .rows(List.of(Row.of("a", "\"x\"\n").with("b", List.of(1, 2)).with("c", null)));
    assertThat(out.toString(UTF_8).strip())
        .isEqualTo("{\"a\":\"\\\"x\\\"\\n\",\"b\":[1,2],\"c\":null}");
  }

  @Test
  void bytesThatAreNoTextAreShownWithoutLossInJson() {
    byte[] binary = {(byte) 0xFF, 0};
    Row row = new Row();
    Bytes.TEXT.add(row, "key", binary);
    assertThat(Printer.json(row)).isEqualTo("{\"keyBase64\":\"/wA=\"}");
    assertThat(Bytes.TEXT.show(binary)).isEqualTo("\\xff\\x00");
    assertThat(Bytes.HEX.show(binary)).isEqualTo("ff00");
  }

  @Test
  void controlCharactersNeverReachTheTerminal() {
    assertThat(Bytes.TEXT.show("a\u001b[31m".getBytes(UTF_8))).isEqualTo("a\\x1b[31m");
  }

  @Test
  void whatIsNotOfTheFormIsRefused() {
    assertThatThrownBy(() -> Bytes.HEX.read("xyz"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not hex: xyz");
  }
}
