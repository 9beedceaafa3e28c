package io.halcyon.router.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.id.RequestId;
import io.halcyon.core.wire.Bodies;
import io.halcyon.core.wire.MalformedFrameException;
import io.halcyon.core.wire.OpKind;
import io.halcyon.proto.internal.v1.Call;
import io.halcyon.proto.v1.BatchRequest;
import io.halcyon.proto.v1.BatchResponse;
import io.halcyon.proto.v1.ConditionalRequest;
import io.halcyon.proto.v1.ConditionalResponse;
import io.halcyon.proto.v1.DeleteRequest;
import io.halcyon.proto.v1.DeleteResponse;
import io.halcyon.proto.v1.GetRequest;
import io.halcyon.proto.v1.GetResponse;
import io.halcyon.proto.v1.IncrementRequest;
import io.halcyon.proto.v1.IncrementResponse;
import io.halcyon.proto.v1.KeyValue;
import io.halcyon.proto.v1.KvGrpc;
import io.halcyon.proto.v1.MultiGetRequest;
import io.halcyon.proto.v1.MultiGetResponse;
import io.halcyon.proto.v1.PutRequest;
import io.halcyon.proto.v1.PutResponse;
import io.halcyon.proto.v1.ScanRequest;
import io.halcyon.proto.v1.ScanResponse;
import io.halcyon.proto.v1.WatchRequest;
import io.halcyon.proto.v1.WatchResponse;
import io.halcyon.router.kv.KvFront;
import io.halcyon.router.kv.UserKeys;
import io.halcyon.router.watch.Watch;
import io.halcyon.router.watch.Watches;
import io.halcyon.rpc.Failures;

/// The public key-value service but for its batching stream: turns each unary call into the
/// operation that the stream would carry. Runs on event loops; never blocks.
final class KvService extends KvGrpc.KvImplBase {
  private final UnaryCalls calls;
  private final Watches watches;

  KvService(KvFront front, Watches watches) {
    this.calls = new UnaryCalls(front);
    this.watches = watches;
  }

  @Override
  public void get(GetRequest request, StreamObserver<GetResponse> observer) {
    calls.run(
        OpKind.GET,
        () ->
            Bodies.get(
                UserKeys.stored(request.getKey()).toByteArray(),
                request.getOptions().getAtTimestamp(),
                Math.clamp(request.getOptions().getMaxStalenessMillis(), -1, Integer.MAX_VALUE)),
        body -> getResponse(request.getKey(), body),
        observer);
  }

  private static GetResponse getResponse(ByteString key, byte[] body) {
    GetResponse.Builder response =
        GetResponse.newBuilder().setReadTimestamp(Bodies.longAt(body, 0));
    long version = Bodies.longAt(body, 8);
    if (version != 0) {
      int header = Bodies.GET_RESULT_HEADER;
      response.setFound(
          KeyValue.newBuilder()
              .setKey(key)
              .setValue(UnsafeByteOperations.unsafeWrap(body, header, body.length - header))
              .setTimestamp(version)
              .setExpiresAtMillis(Bodies.longAt(body, 16)));
    }
    return response.build();
  }

  @Override
  public void put(PutRequest request, StreamObserver<PutResponse> observer) {
    calls.run(
        OpKind.PUT,
        () ->
            Bodies.put(
                UserKeys.stored(request.getKey()).toByteArray(),
                request.getValue().toByteArray(),
                request.getTtlMillis(),
                id(request.getRequestId())),
        body -> PutResponse.newBuilder().setTimestamp(Bodies.longAt(body, 0)).build(),
        observer);
  }

  @Override
  public void delete(DeleteRequest request, StreamObserver<DeleteResponse> observer) {
    calls.run(
        OpKind.DELETE,
        () ->
            Bodies.delete(
                UserKeys.stored(request.getKey()).toByteArray(), id(request.getRequestId())),
        KvService::deleteResponse,
        observer);
  }

  private static DeleteResponse deleteResponse(byte[] body) {
    if (body.length < 9) {
      throw new MalformedFrameException("answer to a delete of " + body.length + " bytes");
    }
    return DeleteResponse.newBuilder()
        .setTimestamp(Bodies.longAt(body, 0))
        .setExisted(body[8] != 0)
        .build();
  }

  // All zero when the client sent none: the front assigns one.
  private static RequestId id(io.halcyon.proto.v1.RequestId id) {
    return new RequestId(id.getSession(), id.getSequence(), id.getCreatedMillis());
  }

  @Override
  public void increment(IncrementRequest request, StreamObserver<IncrementResponse> observer) {
    calls.call(
        OpKind.WRITE_CALL,
        () -> Call.newBuilder().setIncrement(UserKeys.stored(request)).build(),
        result -> result.getIncrement(),
        observer);
  }

  @Override
  public void multiGet(MultiGetRequest request, StreamObserver<MultiGetResponse> observer) {
    calls.call(
        OpKind.READ_CALL,
        () -> Call.newBuilder().setMultiGet(UserKeys.stored(request)).build(),
        result -> UserKeys.user(result.getMultiGet()),
        observer);
  }

  @Override
  public void batch(BatchRequest request, StreamObserver<BatchResponse> observer) {
    calls.call(
        OpKind.WRITE_CALL,
        () -> Call.newBuilder().setBatch(UserKeys.stored(request)).build(),
        result -> result.getBatch(),
        observer);
  }

  @Override
  public void conditional(
      ConditionalRequest request, StreamObserver<ConditionalResponse> observer) {
    calls.call(
        OpKind.WRITE_CALL,
        () -> Call.newBuilder().setConditional(UserKeys.stored(request)).build(),
        result -> UserKeys.user(result.getConditional()),
        observer);
  }

  @Override
  public void scan(ScanRequest request, StreamObserver<ScanResponse> observer) {
    calls.call(
        OpKind.READ_CALL,
        () -> Call.newBuilder().setScan(UserKeys.stored(request)).build(),
        result -> UserKeys.user(result.getScan()),
        observer);
  }

  @Override
  public void watch(WatchRequest request, StreamObserver<WatchResponse> observer) {
    if (!(observer instanceof ServerCallStreamObserver<WatchResponse> call)) {
      observer.onError(Failures.exception(new Failure.Internal("not a server call")));
      return;
    }
    try {
      Watch watch = watches.open(request, new ObserverSink(call));
      call.setOnReadyHandler(watch::wake);
      call.setOnCancelHandler(watch::cancel);
      watch.start();
    } catch (HalcyonException e) {
      observer.onError(Failures.exception(e.failure()));
    }
  }
}
