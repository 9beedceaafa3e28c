package io.halcyon.raftstorage.ratis.rpc;

import io.halcyon.raftstorage.transport.PeerMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.ratis.thirdparty.com.google.protobuf.CodedInputStream;
import org.apache.ratis.thirdparty.com.google.protobuf.CodedOutputStream;
import org.apache.ratis.thirdparty.com.google.protobuf.MessageLite;
import org.apache.ratis.thirdparty.com.google.protobuf.Parser;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;

/// A protobuf message that is encoded straight into its frame.
record ProtoMessage(MessageLite message) implements PeerMessage {
  @Override
  public int size() {
    return message.getSerializedSize();
  }

  @Override
  public void writeTo(ByteBuffer target) throws IOException {
    CodedOutputStream out = CodedOutputStream.newInstance(target);
    message.writeTo(out);
    out.flush();
  }

  /// Parses `body` without copying byte fields: they keep referring to the array, which belongs to
  /// the message from now on.
  static <T extends MessageLite> T parse(Parser<T> parser, byte[] body) throws IOException {
    CodedInputStream in = UnsafeByteOperations.unsafeWrap(body).newCodedInput();
    in.enableAliasing(true);
    T message = parser.parseFrom(in);
    in.checkLastTagWas(0);
    return message;
  }
}
