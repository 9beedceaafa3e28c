package io.halcyon.raftstorage.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Cuts the byte stream into frames, checks them, and hands their parts to a {@link FrameSink}.
///
/// Memory grows with the bytes that have arrived, never with a length that was only announced. The
/// first violation closes the connection.
@SuppressWarnings("FutureReturnValueIgnored") // closing and scheduling on the event loop
final class FrameDecoder extends ByteToMessageDecoder {
  private static final Logger log = LoggerFactory.getLogger(FrameDecoder.class);
  private final FrameSink sink;
  private final PeerCounters counters;
  private boolean broken;

  FrameDecoder(FrameSink sink, PeerCounters counters) {
    this.sink = sink;
    this.counters = counters;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (broken || !context.channel().isOpen()) {
      in.skipBytes(in.readableBytes());
      return;
    }
    if (in.readableBytes() < Frames.LENGTH_BYTES) {
      return;
    }
    int length = in.getInt(in.readerIndex());
    if (length < Frames.HEADER_BYTES || length > sink.frameBytesMax() - Frames.LENGTH_BYTES) {
      violated(context, "frame length " + length);
      return;
    }
    if (in.readableBytes() < Frames.LENGTH_BYTES + length) {
      return;
    }
    in.skipBytes(Frames.LENGTH_BYTES);
    frame(context, in, length);
  }

  private void frame(ChannelHandlerContext context, ByteBuf in, int length) {
    int end = in.readerIndex() + length;
    int expected = in.readInt();
    if (Frames.crc(in, in.readerIndex(), length - 4) != expected) {
      violated(context, "checksum");
      return;
    }
    byte flags = in.readByte();
    long hlc = in.readLong();
    counters.framesReceived.increment();
    counters.bytesReceived.add(Frames.LENGTH_BYTES + length);
    int messageBytes = length - Frames.HEADER_BYTES;
    if (messageBytes == 0) {
      counters.clockFramesReceived.increment();
    }
    if (sink.begin(flags, hlc, messageBytes)) {
      messages(context, in, end);
      if (!broken) {
        sink.end(flags);
      }
    }
    if (!broken) {
      in.readerIndex(end);
    }
  }

  private void messages(ChannelHandlerContext context, ByteBuf in, int end) {
    while (in.readerIndex() < end && context.channel().isOpen()) {
      if (end - in.readerIndex() < Frames.MESSAGE_HEADER_BYTES) {
        violated(context, "message header");
        return;
      }
      MessageKind kind = MessageKind.of(in.readByte());
      int service = in.readUnsignedByte();
      long id = in.readLong();
      int size = in.readInt();
      if (kind == null || size < 0 || size > end - in.readerIndex()) {
        violated(context, "message header");
        return;
      }
      byte[] body = new byte[size];
      in.readBytes(body);
      counters.messagesReceived.increment();
      if (!sink.message(kind, service, id, body)) {
        violated(context, "unexpected " + kind);
        return;
      }
    }
  }

  private void violated(ChannelHandlerContext context, String what) {
    broken = true;
    counters.malformedFrames.increment();
    log.atWarn()
        .addKeyValue("remote", context.channel().remoteAddress())
        .addKeyValue("what", what)
        .log("peer sent a malformed frame; closing the connection");
    context.close();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    log.atDebug()
        .addKeyValue("remote", context.channel().remoteAddress())
        .setCause(cause)
        .log("peer connection failed");
    context.close();
  }
}
