package io.halcyon.txnwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.key.StoredKey;
import io.halcyon.proto.internal.v1.LockModeCode;
import io.halcyon.proto.internal.v1.SpanRecord;
import io.halcyon.proto.internal.v1.TxnCall;
import io.halcyon.proto.internal.v1.TxnCallResult;
import io.halcyon.proto.internal.v1.TxnIdRecord;
import io.halcyon.proto.internal.v1.TxnLock;
import io.halcyon.proto.internal.v1.TxnPrepare;
import io.halcyon.proto.internal.v1.TxnRead;
import io.halcyon.proto.internal.v1.TxnRefRecord;
import io.halcyon.proto.internal.v1.TxnTouch;
import io.halcyon.proto.internal.v1.ValueRecord;
import io.halcyon.proto.internal.v1.WaitPolicyCode;
import io.halcyon.proto.internal.v1.WriteRecord;
import io.halcyon.proto.v1.RequestId;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.participant.Response;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Row;
import io.halcyon.txn.record.Value;
import io.halcyon.txn.record.Version;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TxnCodecTest {
  private static final ByteString KEY = ByteString.copyFromUtf8("\u0001k");
  private static final TxnRefRecord TXN =
      TxnRefRecord.newBuilder()
          .setId(TxnIdRecord.newBuilder().setRequest(RequestId.newBuilder().setSession(1)))
          .setAnchor(KEY)
          .build();
  private static final TxnLock LOCK =
      TxnLock.newBuilder()
          .setTxn(TXN)
          .addKeys(KEY)
          .setMode(LockModeCode.LOCK_MODE_SHARED)
          .setPolicy(WaitPolicyCode.WAIT_POLICY_WAIT)
          .build();

  @Test
  void theExamplesAreOfEveryKindThatTravels() {
    assertThat(kinds(Examples.REQUESTS))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Request.class.getPermittedSubclasses())
                .filter(kind -> kind != Request.Apply.class)
                .toList());
    assertThat(kinds(Examples.RESPONSES))
        .containsExactlyInAnyOrder(Response.class.getPermittedSubclasses());
    assertThat(Examples.REQUESTS)
        .hasSize(TxnCall.getDescriptor().getOneofs().getFirst().getFieldCount());
    assertThat(Examples.RESPONSES)
        .hasSize(TxnCallResult.getDescriptor().getOneofs().getFirst().getFieldCount());
  }

  private static Set<Class<?>> kinds(List<?> examples) {
    return examples.stream().map(Object::getClass).collect(Collectors.toSet());
  }

  @Test
  void anApplyDoesNotTravel() {
    Request.Apply apply =
        new Request.Apply(
            ((Request.Touch) TxnCodec.decodeRequest(touch(TXN).toByteArray())).txn(),
            List.of(Key.of("k")),
            (_, _) -> new Request.Evaluated(List.of(), Value.EMPTY));
    assertThatThrownBy(() -> TxnCodec.encode(apply)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsMissingIsNamed() {
    refused(new byte[0], "kind of request");
    refused(TxnCall.newBuilder().setTouch(TxnTouch.getDefaultInstance()).build(), "transaction");
    refused(touch(TxnRefRecord.newBuilder().setAnchor(KEY).build()), "transaction id");
    refused(touch(TXN.toBuilder().setId(TxnIdRecord.getDefaultInstance()).build()), "request id");
    refused(touch(TXN.toBuilder().clearAnchor().build()), "empty or missing key");
    refused(lock(LOCK.toBuilder().clearMode()), "lock mode");
    refused(lock(LOCK.toBuilder().clearPolicy()), "wait policy");
    assertThatThrownBy(() -> TxnCodec.decodeResponse(new byte[0]))
        .hasMessageContaining("kind of response");
  }

  @Test
  void whatIsUnknownIsRefused() {
    refused(lock(LOCK.toBuilder().setModeValue(77)), "unknown lock mode");
    refused(lock(LOCK.toBuilder().setPolicyValue(-1)), "unknown wait policy");
    // A kind that a later version adds: field 900, an empty message.
    refused(new byte[] {(byte) 0xA2, 0x38, 0}, "kind of request");
  }

  @Test
  void sizesArePartOfTheContract() {
    ByteString longest = ByteString.copyFrom(new byte[StoredKey.KEY_BYTES_MAX + 1]);
    ByteString tooLong = longest.concat(ByteString.copyFrom(new byte[1]));
    assertThat(TxnCodec.decodeRequest(lock(LOCK.toBuilder().setKeys(0, longest)).toByteArray()))
        .isInstanceOf(Request.Lock.class);
    refused(lock(LOCK.toBuilder().setKeys(0, tooLong)), "key of 8194 bytes");
    refused(lock(LOCK.toBuilder().setKeys(0, ByteString.EMPTY)), "empty or missing key");
    ByteString value = ByteString.copyFrom(new byte[StoredKey.VALUE_BYTES_MAX]);
    assertThat(TxnCodec.decodeRequest(prepare(value).toByteArray()))
        .isInstanceOf(Request.Prepare.class);
    refused(prepare(value.concat(KEY)), "value of 1048578 bytes");
    refused(new byte[TxnCodec.MESSAGE_BYTES_MAX + 1], "exceeds the limit of 4194304");
  }

  @Test
  void aSpanMustNotEndBeforeItStarts() {
    refused(read(span("b", "a")), "ends before it starts");
    assertThat(TxnCodec.decodeRequest(read(span("a", "a")).toByteArray()))
        .isInstanceOf(Request.Read.class);
  }

  @Test
  void negativeNumbersAreRefused() {
    refused(lock(LOCK.toBuilder().setReadAt(-1)), "timestamp is out of range");
    refused(TxnCall.newBuilder().setRead(TxnRead.newBuilder().setLimit(-1)).build(), "limit");
    refused(
        touch(
            TXN.toBuilder()
                .setId(
                    TXN.getId().toBuilder().setRequest(RequestId.newBuilder().setCreatedMillis(-1)))
                .build()),
        "time of a request");
  }

  @Test
  void manySmallPartsAreCountedBeforeTheyAreBuilt() {
    TxnCall most =
        lock(LOCK.toBuilder().addAllKeys(Collections.nCopies(TxnCodec.PARTS_MAX - 5, KEY)));
    assertThat(TxnCodec.decodeRequest(most.toByteArray())).isInstanceOf(Request.Lock.class);
    refused(
        lock(LOCK.toBuilder().addAllKeys(Collections.nCopies(TxnCodec.PARTS_MAX, KEY))),
        "more than 131072 parts");
  }

  @Test
  void theSenderLearnsThatAMessageIsTooLarge() {
    Row row =
        new Row(Key.of("k"), new Version(1, new Value(new byte[StoredKey.VALUE_BYTES_MAX], 0)));
    Response.Rows rows = new Response.Rows(1, Collections.nCopies(4, row), List.of());
    assertThatThrownBy(() -> TxnCodec.encode(rows))
        .isInstanceOfSatisfying(
            HalcyonException.class,
            e -> assertThat(e.failure()).isInstanceOf(Failure.Invalid.class))
        .hasMessageContaining("split it");
  }

  @Test
  void fieldsThatALaterVersionAddsAreIgnored() {
    byte[] known = touch(TXN).toByteArray();
    byte[] later = Arrays.copyOf(known, known.length + 4);
    // Field 900 of the call, beside the kind: a varint.
    later[known.length] = (byte) 0xA0;
    later[known.length + 1] = 0x38;
    later[known.length + 2] = (byte) 0x81;
    later[known.length + 3] = 1;
    assertThat(TxnCodec.decodeRequest(later)).isEqualTo(TxnCodec.decodeRequest(known));
  }

  private static TxnCall touch(TxnRefRecord txn) {
    return TxnCall.newBuilder().setTouch(TxnTouch.newBuilder().setTxn(txn)).build();
  }

  private static TxnCall lock(TxnLock.Builder lock) {
    return TxnCall.newBuilder().setLock(lock).build();
  }

  private static TxnCall prepare(ByteString value) {
    return TxnCall.newBuilder()
        .setPrepare(
            TxnPrepare.newBuilder()
                .setTxn(TXN)
                .addWrites(
                    WriteRecord.newBuilder()
                        .setKey(KEY)
                        .setValue(ValueRecord.newBuilder().setBytes(value))))
        .build();
  }

  private static TxnCall read(SpanRecord span) {
    return TxnCall.newBuilder().setRead(TxnRead.newBuilder().addSpans(span)).build();
  }

  private static SpanRecord span(String start, String end) {
    return SpanRecord.newBuilder()
        .setStart(ByteString.copyFromUtf8(start))
        .setEnd(ByteString.copyFromUtf8(end))
        .build();
  }

  private static void refused(TxnCall call, String detail) {
    refused(call.toByteArray(), detail);
  }

  private static void refused(byte[] bytes, String detail) {
    assertThatThrownBy(() -> TxnCodec.decodeRequest(bytes))
        .isInstanceOfSatisfying(
            HalcyonException.class,
            e -> assertThat(e.failure()).isInstanceOf(Failure.Invalid.class))
        .hasMessageContaining(detail);
  }
}
