package io.halcyon.cli.transfer;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Reads JSON objects, one a line: `{"key": …, "value": …}` as the export writes them (binary ones
/// as `keyBase64` and `valueBase64`), or any objects, of which one field is the key.
final class JsonLines implements PairSource {
  private static final JsonFactory JSON = new JsonFactory();

  private final LineReader lines;
  private final KeyColumn keys;
  private long line;

  JsonLines(InputStream in, long size, KeyColumn keys) {
    this.lines = new LineReader(in, size);
    this.keys = keys;
  }

  @Override
  public @Nullable Pair next() throws IOException {
    while (true) {
      line = lines.line();
      String text = lines.readLine();
      if (text == null) {
        return null;
      }
      if (!text.isBlank()) {
        return parse(text);
      }
    }
  }

  private Pair parse(String text) throws IOException {
    byte @Nullable [] key = null;
    byte @Nullable [] value = keys.name() == null ? null : bytes(text);
    String keyField = keys.name() == null ? "key" : keys.name();
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw malformed("not a JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        JsonToken token = parser.nextToken();
        if (field.equals(keyField)) {
          key = bytes(keys.prefix() + scalar(parser, token, field));
        } else if (keys.name() != null) {
          parser.skipChildren();
        } else {
          switch (field) {
            case "keyBase64" -> key = binary(parser, field);
            case "value" -> value = bytes(valueText(parser, token, text));
            case "valueBase64" -> value = binary(parser, field);
            default -> parser.skipChildren();
          }
        }
      }
      if (parser.nextToken() != null) {
        throw malformed("more than one JSON object");
      }
    } catch (JacksonException e) {
      throw malformed("not JSON: " + e.getOriginalMessage());
    }
    if (key == null) {
      throw malformed("no field \"" + keyField + "\"");
    }
    if (value == null) {
      throw malformed("no field \"value\"");
    }
    return new Pair(key, value);
  }

  private String scalar(JsonParser parser, JsonToken token, String field) throws IOException {
    if (!token.isScalarValue() || token == JsonToken.VALUE_NULL) {
      throw malformed("field \"" + field + "\" is not a text or number");
    }
    return parser.getText();
  }

  /// Returns a text as it is, and any other value as the JSON it is written as.
  private static String valueText(JsonParser parser, JsonToken token, String line)
      throws IOException {
    if (token == JsonToken.VALUE_STRING) {
      return parser.getText();
    }
    int start = (int) parser.currentTokenLocation().getCharOffset();
    parser.skipChildren();
    if (!token.isStructStart()) {
      return parser.getText();
    }
    int end = (int) parser.currentTokenLocation().getCharOffset() + 1;
    return line.substring(start, end);
  }

  private byte[] binary(JsonParser parser, String field) throws IOException {
    try {
      return Base64.getDecoder().decode(parser.getText());
    } catch (IllegalArgumentException e) {
      throw malformed("field \"" + field + "\" is not base 64");
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private MalformedRecordException malformed(String problem) {
    return new MalformedRecordException(line, problem);
  }

  @Override
  public long line() {
    return line;
  }

  @Override
  public double fraction() {
    return lines.fraction();
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
