package io.halcyon.txnwire;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.key.StoredKey;
import java.io.IOException;

/// The bounds of what is accepted from another process; each check throws `Invalid`.
final class Bounds {
  /// Longest stored key: the user's part and the keyspace byte.
  static final int KEY_BYTES_MAX = StoredKey.KEY_BYTES_MAX + 1;

  /// Longest bound of a span: the key after the longest key.
  static final int BOUND_BYTES_MAX = KEY_BYTES_MAX + 1;

  private Bounds() {}

  /// Checks size and number of parts by walking over the bytes, before a parser makes an object of
  /// each part: a few bytes on the wire can become dozens in memory.
  ///
  /// Repeated fields are all at the second level (of the kind within the call), so two levels are
  /// walked and the rest is skipped.
  static void message(byte[] buffer, int offset, int length) {
    if (length > TxnCodec.MESSAGE_BYTES_MAX) {
      throw invalid(
          "transaction message of "
              + length
              + " bytes exceeds the limit of "
              + TxnCodec.MESSAGE_BYTES_MAX);
    }
    CodedInputStream in = CodedInputStream.newInstance(buffer, offset, length);
    try {
      int parts = 0;
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        parts = add(parts, countWithin(in, tag));
      }
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  private static int countWithin(CodedInputStream in, int tag) throws IOException {
    if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
      skip(in, tag);
      return 1;
    }
    int outer = in.pushLimit(in.readRawVarint32());
    int parts = 1;
    for (int inner = in.readTag(); inner != 0; inner = in.readTag()) {
      skip(in, inner);
      parts = add(parts, 1);
    }
    in.popLimit(outer);
    return parts;
  }

  private static void skip(CodedInputStream in, int tag) throws IOException {
    if (!in.skipField(tag)) {
      throw invalid("malformed transaction message: a group ends that did not begin");
    }
  }

  private static int add(int parts, int more) {
    if (parts + more > TxnCodec.PARTS_MAX) {
      throw invalid("transaction message of more than " + TxnCodec.PARTS_MAX + " parts; split it");
    }
    return parts + more;
  }

  /// Returns the bytes of a stored key.
  static byte[] key(ByteString key) {
    if (key.isEmpty()) {
      throw invalid("transaction message with an empty or missing key");
    }
    return bytes(key, KEY_BYTES_MAX, "key");
  }

  /// Returns the bytes of a bound of a span, which may be empty.
  static byte[] bound(ByteString bound) {
    return bytes(bound, BOUND_BYTES_MAX, "bound of a span");
  }

  static byte[] value(ByteString value) {
    return bytes(value, StoredKey.VALUE_BYTES_MAX, "value");
  }

  private static byte[] bytes(ByteString bytes, int most, String what) {
    if (bytes.size() > most) {
      throw invalid(what + " of " + bytes.size() + " bytes exceeds the limit of " + most);
    }
    return bytes.toByteArray();
  }

  /// Returns a number that travels unsigned but must fit its signed type.
  static long natural(long number, String what) {
    if (number < 0) {
      throw invalid(what + " is out of range: " + Long.toUnsignedString(number));
    }
    return number;
  }

  static int natural(int number, String what) {
    if (number < 0) {
      throw invalid(what + " is out of range: " + Integer.toUnsignedString(number));
    }
    return number;
  }

  static void present(boolean present, String what) {
    if (!present) {
      throw invalid("transaction message without its " + what);
    }
  }

  static HalcyonException unknown(String what) {
    return invalid("transaction message with a missing or unknown " + what + ": newer sender?");
  }

  static HalcyonException malformed(IOException cause) {
    return new HalcyonException(
        new Failure.Invalid("malformed transaction message: " + cause.getMessage()), cause);
  }

  static HalcyonException invalid(String detail) {
    return new HalcyonException(new Failure.Invalid(detail));
  }
}
