package io.halcyon.router.rpc;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.wire.OpRequest;
import io.halcyon.router.dispatch.Completion;
import io.halcyon.router.kv.KvFront;
import io.halcyon.rpc.FrameHandler;
import io.halcyon.rpc.HlcExchange;
import io.halcyon.rpc.Responder;

/// Serves a client's batching stream: each operation goes to the front on the stream's event loop.
/// Stateless; one serves all streams.
final class PipelineHandler implements FrameHandler {
  private final KvFront front;
  private final HlcExchange hlc;

  PipelineHandler(KvFront front, HlcExchange hlc) {
    this.front = front;
    this.hlc = hlc;
  }

  @Override
  public void handle(OpRequest request, Responder responder) {
    front.submit(
        request,
        new Completion() {
          @Override
          public void ok(byte[] body) {
            responder.ok(body);
          }

          @Override
          public void failed(Failure failure) {
            responder.fail(failure);
          }
        });
  }

  @Override
  public void frameEnd() {}

  @Override
  public long hlc() {
    return hlc.hlc();
  }

  @Override
  public boolean mergeHlc(long received) {
    return received == 0 || hlc.merge(received);
  }
}
