package io.halcyon.cli.txn;

import io.halcyon.core.id.RequestId;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How people write the name of a request: `SESSION-SEQUENCE-MILLIS`, the session in hexadecimal.
public final class RequestIds {
  private static final Pattern FORM = Pattern.compile("([0-9a-f]{16})-(\\d{1,19})-(\\d{1,19})");

  private RequestIds() {}

  public static String show(RequestId id) {
    return String.format(
        Locale.ROOT, "%016x-%d-%d", id.session(), id.sequence(), id.createdMillis());
  }

  /// @throws IllegalArgumentException if it is not of this form
  public static RequestId read(String typed) {
    Matcher matcher = FORM.matcher(typed);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "not a request id such as 00c0ffee00c0ffee-1-1795319748147: " + typed);
    }
    return new RequestId(
        Long.parseUnsignedLong(matcher.group(1), 16),
        Long.parseLong(matcher.group(2)),
        Long.parseLong(matcher.group(3)));
  }
}
