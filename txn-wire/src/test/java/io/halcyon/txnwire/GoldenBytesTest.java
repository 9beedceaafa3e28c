package io.halcyon.txnwire;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.txn.participant.Request;
import io.halcyon.txn.participant.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Nodes and routers of neighbouring versions talk to each other: what one version sends, every
/// later one must read. A line of `golden.txt` is never changed; new kinds add lines.
class GoldenBytesTest {
  private static final HexFormat HEX = HexFormat.of();

  @Test
  void theExamplesStillHaveTheBytesTheyAlwaysHad() throws IOException {
    assertThat(encoded()).containsExactlyElementsOf(golden());
  }

  @Test
  void theBytesAreStillReadAsTheExamples() throws IOException {
    List<byte[]> golden =
        golden().stream().map(line -> HEX.parseHex(line.substring(line.indexOf(' ') + 1))).toList();
    int at = 0;
    for (Request request : Examples.REQUESTS) {
      assertThat(TxnCodec.decodeRequest(golden.get(at++))).isEqualTo(request);
    }
    for (Response response : Examples.RESPONSES) {
      assertThat(TxnCodec.decodeResponse(golden.get(at++))).isEqualTo(response);
    }
    assertThat(golden).hasSize(at);
  }

  private static List<String> encoded() {
    List<String> lines = new ArrayList<>();
    for (Request request : Examples.REQUESTS) {
      lines.add(
          "Request."
              + request.getClass().getSimpleName()
              + " "
              + HEX.formatHex(TxnCodec.encode(request)));
    }
    for (Response response : Examples.RESPONSES) {
      lines.add(
          "Response."
              + response.getClass().getSimpleName()
              + " "
              + HEX.formatHex(TxnCodec.encode(response)));
    }
    return lines;
  }

  private static List<String> golden() throws IOException {
    try (InputStream in = GoldenBytesTest.class.getResourceAsStream("golden.txt")) {
      if (in == null) {
        throw new AssertionError("golden.txt is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
