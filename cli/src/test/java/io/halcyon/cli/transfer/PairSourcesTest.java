package io.halcyon.cli.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PairSourcesTest {
  private static final KeyColumn PLAIN = new KeyColumn(null, "");

  @Test
  void jsonLinesHoldTextBinaryAndStructuredValues() throws IOException {
    assertThat(
            read(
                """
                {"key":"a","value":"1"}

                {"keyBase64":"/w==","valueBase64":"AAE="}
                {"other":[1,{"x":2}],"value":{"n": [1, 2]},"key":"c"}
                {"key":7,"value":-1.50}
                """,
                FileFormat.JSONL,
                PLAIN))
        .containsExactly("a=1", "\u00ff=\u0000\u0001", "c={\"n\": [1, 2]}", "7=-1.50");
  }

  @Test
  void aFieldOfAnyObjectCanBecomeTheKey() throws IOException {
    assertThat(
            read("{\"id\":5,\"name\":\"five\"}", FileFormat.JSONL, new KeyColumn("id", "number/")))
        .containsExactly("number/5={\"id\":5,\"name\":\"five\"}");
  }

  @Test
  void csvFieldsInQuotesHoldCommasQuotesAndLineEnds() throws IOException {
    assertThat(
            read(
                "\uFEFFkey,value\r\na,1\r\n\"b,\"\"x\"\"\",\"two\nlines\"\r\n\r\nc,",
                FileFormat.CSV,
                PLAIN))
        .containsExactly("a=1", "b,\"x\"=two\nlines", "c=");
  }

  @Test
  void aCsvRowBecomesAnObjectUnderTheNamedColumn() throws IOException {
    assertThat(read("name,id,size\nfive,5,\"1,0\"\n", FileFormat.CSV, new KeyColumn("id", "n/")))
        .containsExactly("n/5={\"name\":\"five\",\"size\":\"1,0\"}");
  }

  @Test
  void whatIsMalformedIsNamedByItsLine() {
    assertMalformed(
        "{\"key\":\"a\",\"value\":\"1\"}\nnonsense", FileFormat.JSONL, "line 2: not JSON");
    assertMalformed("{\"value\":\"1\"}", FileFormat.JSONL, "line 1: no field \"key\"");
    assertMalformed("{\"key\":\"a\"}", FileFormat.JSONL, "line 1: no field \"value\"");
    assertMalformed("[1]", FileFormat.JSONL, "line 1: not a JSON object");
    assertMalformed("{\"key\":\"a\",\"value\":1} {}", FileFormat.JSONL, "more than one");
    assertMalformed("key,value\na,1\nb", FileFormat.CSV, "line 3: 1 fields");
    assertMalformed("key,value\n\"a", FileFormat.CSV, "line 2: a quoted field does not end");
    assertMalformed("key,value\n\"a\"b,1", FileFormat.CSV, "line 2: text after a quoted field");
    assertMalformed("id,name\n", FileFormat.CSV, "no column \"key\"");
    assertMalformed("", FileFormat.CSV, "a header line is needed");
  }

  private static void assertMalformed(String text, FileFormat format, String message) {
    assertThatThrownBy(() -> read(text, format, PLAIN))
        .isInstanceOf(MalformedRecordException.class)
        .hasMessageContaining(message);
  }

  private static List<String> read(String text, FileFormat format, KeyColumn keys)
      throws IOException {
    List<String> pairs = new ArrayList<>();
    try (PairSource source =
        PairSources.open(new ByteArrayInputStream(text.getBytes(UTF_8)), -1, format, keys)) {
      for (Pair pair = source.next(); pair != null; pair = source.next()) {
        pairs.add(show(pair.key()) + "=" + show(pair.value()));
      }
    }
    return pairs;
  }

  private static String show(byte[] bytes) {
    return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
  }
}
