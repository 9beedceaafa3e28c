package io.halcyon.txnwire;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.proto.internal.v1.TxnCall;
import io.halcyon.proto.internal.v1.TxnCallResult;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.participant.Response;

/// Turns requests of coordinators and responses of participants into the bodies of `TXN_CALL`
/// operations and their answers, and back.
///
/// What is decoded comes from another process and is checked before anything is built from it: its
/// size and the number of its parts, then lengths of keys and values, spans, timestamps, and that
/// nothing is missing or unknown. Whatever is wrong is an `Invalid` that says what. What is encoded
/// is only checked for its size. Decoded records share no bytes with the input. Stateless.
public final class TxnCodec {
  /// Largest message, in bytes: that of an operation in a frame (`FrameConfig.OP_BYTES_MAX`).
  public static final int MESSAGE_BYTES_MAX = 4 * 1024 * 1024;

  /// Most parts (keys, writes, spans, rows ... and single fields) of a message.
  public static final int PARTS_MAX = 1 << 17;

  private TxnCodec() {}

  /// @throws HalcyonException with `Invalid` if the message would be larger than {@link
  ///   #MESSAGE_BYTES_MAX}: the sender must split it, or go the way of two phases
  /// @throws IllegalArgumentException for an `Apply`, which the node makes itself of an operation
  public static byte[] encode(Request request) {
    return bytes(RequestEncoder.encode(request));
  }

  /// @throws HalcyonException with `Invalid` if the message would be larger than {@link
  ///   #MESSAGE_BYTES_MAX}
  public static byte[] encode(Response response) {
    return bytes(ResponseEncoder.encode(response));
  }

  /// @throws HalcyonException with `Invalid` if the bytes are not a request within the bounds
  public static Request decodeRequest(byte[] buffer, int offset, int length) {
    return RequestDecoder.decode(parse(TxnCall.parser(), buffer, offset, length));
  }

  /// @throws HalcyonException with `Invalid` if the bytes are not a request within the bounds
  public static Request decodeRequest(byte[] body) {
    return decodeRequest(body, 0, body.length);
  }

  /// @throws HalcyonException with `Invalid` if the bytes are not a response within the bounds
  public static Response decodeResponse(byte[] buffer, int offset, int length) {
    return ResponseDecoder.decode(parse(TxnCallResult.parser(), buffer, offset, length));
  }

  /// @throws HalcyonException with `Invalid` if the bytes are not a response within the bounds
  public static Response decodeResponse(byte[] body) {
    return decodeResponse(body, 0, body.length);
  }

  private static byte[] bytes(MessageLite message) {
    int size = message.getSerializedSize();
    if (size > MESSAGE_BYTES_MAX) {
      throw Bounds.invalid(
          "transaction message of "
              + size
              + " bytes exceeds the limit of "
              + MESSAGE_BYTES_MAX
              + "; split it");
    }
    return message.toByteArray();
  }

  private static <T> T parse(Parser<T> parser, byte[] buffer, int offset, int length) {
    Bounds.message(buffer, offset, length);
    try {
      return parser.parseFrom(buffer, offset, length);
    } catch (InvalidProtocolBufferException e) {
      throw Bounds.malformed(e);
    }
  }
}
