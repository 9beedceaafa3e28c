package io.halcyon.node.replica;

import static io.halcyon.node.testing.Requests.addition;
import static io.halcyon.node.testing.Requests.exists;
import static io.halcyon.node.testing.Requests.id;
import static io.halcyon.node.testing.Requests.key;
import static io.halcyon.node.testing.Requests.operation;
import static io.halcyon.node.testing.Requests.put;
import static io.halcyon.node.testing.Requests.reading;
import static io.halcyon.node.testing.Requests.request;
import static io.halcyon.node.testing.Requests.write;
import static io.halcyon.node.testing.Requests.writeCall;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.key.StoredKey;
import io.halcyon.core.testing.SeededTest;
import io.halcyon.core.wire.Bodies;
import io.halcyon.core.wire.OpKind;
import io.halcyon.core.wire.OpRequest;
import io.halcyon.node.testing.Requests;
import io.halcyon.proto.internal.v1.Call;
import io.halcyon.proto.v1.BatchRequest;
import io.halcyon.proto.v1.Compare;
import io.halcyon.proto.v1.ConditionalRequest;
import io.halcyon.proto.v1.IncrementRequest;
import io.halcyon.proto.v1.Operation;
import io.halcyon.proto.v1.Write;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class CommandTest {
  private static void refused(OpRequest request, String reason) {
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> Command.parse(request))
        .isInstanceOfSatisfying(
            HalcyonException.class,
            e ->
                assertThat(e.failure())
                    .isInstanceOfSatisfying(
                        Failure.Invalid.class,
                        invalid -> assertThat(invalid.detail()).contains(reason)));
  }

  @Test
  void valuesUpToTheLimitAreAccepted() {
    byte[] largest = new byte[StoredKey.VALUE_BYTES_MAX];
    Command put = Command.parse(request(OpKind.PUT, Bodies.put(key("a"), largest, 0, id())));
    assertThat(put.keys()).containsExactly(key("a"));
    assertThat(put.reads()).isFalse();
    byte[] larger = new byte[StoredKey.VALUE_BYTES_MAX + 1];
    refused(request(OpKind.PUT, Bodies.put(key("a"), larger, 0, id())), "exceeds the limit");
    Write write =
        Write.newBuilder()
            .setKey(Requests.stored("a"))
            .setPut(Write.Put.newBuilder().setValue(ByteString.copyFrom(larger)))
            .build();
    refused(Requests.batch(write), "exceeds the limit");
    refused(
        Requests.conditional(id(), List.of(), List.of(operation(write)), List.of()),
        "exceeds the limit");
  }

  @Test
  void timesToLiveMustBeInRange() {
    refused(put("a", "1", -1, id()), "time to live");
    refused(put("a", "1", Long.MAX_VALUE, id()), "time to live");
    assertThat(Command.parse(put("a", "1", 1L << 45, id()))).isInstanceOf(Command.Put.class);
    refused(
        Requests.batch(
            Write.newBuilder()
                .setKey(Requests.stored("a"))
                .setPut(Write.Put.newBuilder().setTtlMillis(-1))
                .build()),
        "time to live");
  }

  @Test
  void theNumberOfPartsIsBounded() {
    refused(Requests.batch(), "names no key");
    refused(Requests.conditional(id(), List.of(), List.of(), List.of()), "names no key");
    List<Operation> half = Collections.nCopies(Command.PARTS_MAX / 2, reading("a"));
    Command whole = Command.parse(Requests.conditional(id(), List.of(), half, half));
    assertThat(whole.keys()).hasSize(Command.PARTS_MAX);
    refused(Requests.conditional(id(), List.of(exists("a", true)), half, half), "exceed the limit");
    refused(
        Requests.batch(
            Collections.nCopies(Command.PARTS_MAX + 1, addition("a", 1)).toArray(new Write[0])),
        "exceed the limit");
  }

  @Test
  void aCallThatWouldNotFitIntoALogEntryIsRefused() {
    Write large = write("a", "v".repeat(900_000));
    assertThat(Command.parse(Requests.batch(large, large))).isInstanceOf(Command.Batch.class);
    refused(Requests.batch(large, large, large), "split it");
  }

  @Test
  void partsMustBeComplete() {
    refused(Requests.batch(Write.newBuilder().setKey(Requests.stored("a")).build()), "must be a");
    refused(
        Requests.conditional(id(), List.of(), List.of(Operation.getDefaultInstance()), List.of()),
        "a get or a write");
    Compare.Builder compare = Compare.newBuilder().setKey(Requests.stored("a"));
    refused(conditional(compare), "target");
    refused(conditional(compare.setTarget(Compare.Target.VALUE)), "operator");
    refused(conditional(compare.setOperatorValue(99)), "operator");
    refused(conditional(compare.setTargetValue(99)), "target");
  }

  private static OpRequest conditional(Compare.Builder compare) {
    return Requests.conditional(
        id(), List.of(compare.build()), List.of(operation(write("a", "1"))), List.of());
  }

  @Test
  void aWriteNeedsAnId() {
    refused(
        writeCall(
            Call.newBuilder()
                .setIncrement(IncrementRequest.newBuilder().setKey(Requests.stored("a")))
                .build()),
        "request id");
    refused(
        writeCall(
            Call.newBuilder()
                .setBatch(BatchRequest.newBuilder().addWrites(write("a", "1")))
                .build()),
        "request id");
    refused(
        writeCall(
            Call.newBuilder()
                .setConditional(ConditionalRequest.newBuilder().addThen(reading("a")))
                .build()),
        "request id");
  }

  @Test
  void readsAndUnknownCallsAreNoWrites() {
    refused(Requests.get("a"), "not a write");
    refused(Requests.scan(0), "not a write");
    refused(request(OpKind.WRITE_CALL, Requests.scan(0).body()), "not a write");
    refused(writeCall(Call.getDefaultInstance()), "not a write");
    refused(request(OpKind.WRITE_CALL, new byte[] {-1, -1, -1}), "malformed");
  }

  @Test
  void onlyBlindPutsDoNotRead() {
    assertThat(Command.parse(Requests.batch(write("a", "1"), write("b", "1"))).reads()).isFalse();
    assertThat(Command.parse(Requests.batch(write("a", "1"), addition("b", 1))).reads()).isTrue();
    assertThat(Command.parse(Requests.delete("a")).reads()).isTrue();
    assertThat(Command.parse(Requests.increment("a", 1)).reads()).isTrue();
  }

  /// Whatever bytes arrive, they are a command or refused as invalid.
  @SeededTest(runs = 300)
  void garbageIsRefusedCleanly(RandomGenerator random) {
    byte[] body = Requests.swap("a", "1", "2").body();
    if (random.nextBoolean()) {
      body = new byte[random.nextInt(64)];
      random.nextBytes(body);
    } else {
      for (int i = random.nextInt(8); i >= 0; i--) {
        body[random.nextInt(body.length)] = (byte) random.nextInt();
      }
    }
    try {
      assertThat(Command.parse(request(OpKind.WRITE_CALL, body)).keys()).isNotNull();
    } catch (HalcyonException e) {
      assertThat(e.failure()).isInstanceOf(Failure.Invalid.class);
    }
  }
}
