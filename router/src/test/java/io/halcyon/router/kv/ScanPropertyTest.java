package io.halcyon.router.kv;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.key.StoredKey;
import io.halcyon.core.runtime.Randomness;
import io.halcyon.core.wire.OpKind;
import io.halcyon.proto.internal.v1.Call;
import io.halcyon.proto.v1.KeyValue;
import io.halcyon.proto.v1.ReadOptions;
import io.halcyon.proto.v1.ScanRequest;
import io.halcyon.proto.v1.ScanResponse;
import io.halcyon.router.fake.Harness;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Pages of scans over several shards against one sorted map.
class ScanPropertyTest {
  private static final int SCANS = 120;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void pagesOfAScanAreTheSortedMapsRange(int shards) throws Exception {
    RandomGenerator random = Randomness.seeded(shards * 31L);
    try (Harness harness = new Harness(3, shards)) {
      NavigableMap<ByteString, String> model = fill(harness, random, 400);
      for (int i = 0; i < SCANS; i++) {
        ScanRequest request = request(random);
        assertThat(scanAll(harness, request)).isEqualTo(expected(model, request));
      }
    }
  }

  @Test
  void allPagesShowTheSnapshotOfTheFirst() throws Exception {
    RandomGenerator random = Randomness.seeded(5);
    try (Harness harness = new Harness(3, 4)) {
      NavigableMap<ByteString, String> model = fill(harness, random, 200);
      ScanRequest request = ScanRequest.newBuilder().setLimit(30).build();
      ScanResponse first = scan(harness, request);
      for (int i = 0; i < 300; i++) {
        harness.put("new" + i, "later").body();
      }

      List<String> rest = new ArrayList<>(values(first));
      ScanResponse page = first;
      while (!page.getNextPageToken().isEmpty()) {
        page = scan(harness, request.toBuilder().setPageToken(page.getNextPageToken()).build());
        assertThat(page.getReadTimestamp()).isEqualTo(first.getReadTimestamp());
        rest.addAll(values(page));
      }

      assertThat(rest).isEqualTo(expected(model, request));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aScanPassesOverAnyNumberOfKeysThatItDoesNotShow(boolean reverse) throws Exception {
    try (Harness harness = new Harness(1, 2)) {
      harness.put("a", "first").body();
      harness.put("z", "first").body();
      long before = scan(harness, ScanRequest.getDefaultInstance()).getReadTimestamp();
      for (int i = 0; i < 5_000; i++) {
        harness.cluster.put(Harness.key("k" + i), "later");
      }
      ScanRequest request =
          ScanRequest.newBuilder()
              .setReverse(reverse)
              .setOptions(ReadOptions.newBuilder().setAtTimestamp(before))
              .build();
      assertThat(values(scan(harness, request))).containsExactlyInAnyOrder("a=first", "z=first");
    }
  }

  @Test
  void aScanGoesOnWhenTheRingMoves() throws Exception {
    RandomGenerator random = Randomness.seeded(6);
    try (Harness harness = new Harness(3, 3)) {
      fill(harness, random, 50);
      harness.cluster.addShard(4);

      // The fake moves no data with the ring: only that the scan is answered under the new epoch.
      assertThat(scan(harness, ScanRequest.getDefaultInstance()).getItemsCount()).isPositive();
    }
  }

  @Test
  void aPageEndsAtItsBound() throws Exception {
    KvConfig config =
        new KvConfig(
            KvConfig.DEFAULT.deadlineDefault(),
            KvConfig.DEFAULT.deadlineMax(),
            new ScanConfig(10, 20, 64 << 10, 100));
    try (Harness harness = new Harness(1, 3, AdmissionConfig.DEFAULT, config)) {
      for (int i = 0; i < 30; i++) {
        harness.put("k" + (10 + i), "x".repeat(10_000)).body();
      }

      assertThat(scan(harness, ScanRequest.newBuilder().setLimit(20).build()).getItemsCount())
          .isEqualTo(6);
      assertThat(scan(harness, ScanRequest.newBuilder().setKeysOnly(true).build()).getItemsCount())
          .isEqualTo(10);
      assertThat(
              scan(harness, ScanRequest.newBuilder().setKeysOnly(true).setLimit(500).build())
                  .getItemsCount())
          .isEqualTo(20);
    }
  }

  @Test
  void refusesAPageTokenOfAnotherScan() throws Exception {
    try (Harness harness = new Harness(1, 2)) {
      fill(harness, Randomness.seeded(7), 50);
      ScanRequest request = ScanRequest.newBuilder().setLimit(5).build();
      ByteString token = scan(harness, request).getNextPageToken();

      assertThat(refusal(harness, request.toBuilder().setReverse(true), token))
          .contains("another range or direction");
      assertThat(refusal(harness, request.toBuilder().setEnd(bound("k")), token))
          .contains("another range or direction");
      assertThat(refusal(harness, request.toBuilder(), token.substring(0, 10))).contains("damaged");
      assertThat(
              refusal(
                  harness,
                  request.toBuilder(),
                  ByteString.copyFrom(new byte[] {9}).concat(token.substring(1))))
          .contains("version");
      assertThat(
              refusal(
                  harness,
                  request.toBuilder(),
                  token.substring(0, 18).concat(ByteString.copyFrom(new byte[10_000]))))
          .contains("damaged");
    }
  }

  private static String refusal(Harness harness, ScanRequest.Builder request, ByteString token) {
    Failure failure =
        harness
            .call(OpKind.READ_CALL, Call.newBuilder().setScan(request.setPageToken(token)).build())
            .failure();
    assertThat(failure).isInstanceOf(Failure.Invalid.class);
    return failure.message();
  }

  private static NavigableMap<ByteString, String> fill(
      Harness harness, RandomGenerator random, int count) {
    NavigableMap<ByteString, String> model =
        new TreeMap<>(ByteString.unsignedLexicographicalComparator());
    for (int i = 0; i < count; i++) {
      String key = key(random);
      harness.cluster.put(Harness.key(key), "v" + i);
      model.put(bound(key), "v" + i);
    }
    return model;
  }

  private static String key(RandomGenerator random) {
    StringBuilder key = new StringBuilder();
    int length = 1 + random.nextInt(4);
    for (int i = 0; i < length; i++) {
      key.append("abkyz~".charAt(random.nextInt(6)));
    }
    return key.toString();
  }

  private static ByteString bound(String user) {
    return ByteString.copyFrom(Harness.key(user));
  }

  private static ScanRequest request(RandomGenerator random) {
    ScanRequest.Builder request =
        ScanRequest.newBuilder()
            .setReverse(random.nextBoolean())
            .setLimit(random.nextInt(60))
            .setOptions(ReadOptions.getDefaultInstance());
    if (random.nextInt(4) > 0) {
      request.setStart(bound(key(random)));
    }
    if (random.nextInt(4) > 0) {
      request.setEnd(bound(key(random)));
    }
    return request.build();
  }

  private static List<String> expected(
      NavigableMap<ByteString, String> model, ScanRequest request) {
    NavigableMap<ByteString, String> range = model;
    if (!request.getEnd().isEmpty()
        && ScanRange.ORDER.compare(request.getStart(), request.getEnd()) > 0) {
      return List.of();
    }
    if (!request.getStart().isEmpty()) {
      range = range.tailMap(request.getStart(), true);
    }
    if (!request.getEnd().isEmpty()) {
      range = range.headMap(request.getEnd(), false);
    }
    List<String> expected = new ArrayList<>();
    (request.getReverse() ? range.descendingMap() : range)
        .forEach((key, value) -> expected.add(key.substring(1).toStringUtf8() + "=" + value));
    return expected;
  }

  private static List<String> scanAll(Harness harness, ScanRequest request) throws Exception {
    List<String> all = new ArrayList<>();
    ScanRequest next = request;
    while (true) {
      ScanResponse page = scan(harness, next);
      assertThat(page.getItemsCount())
          .isLessThanOrEqualTo(request.getLimit() == 0 ? 1_000 : request.getLimit());
      all.addAll(values(page));
      if (page.getNextPageToken().isEmpty()) {
        return all;
      }
      next = request.toBuilder().setPageToken(page.getNextPageToken()).build();
    }
  }

  private static ScanResponse scan(Harness harness, ScanRequest request) throws Exception {
    return harness.result(OpKind.READ_CALL, Call.newBuilder().setScan(request).build()).getScan();
  }

  private static List<String> values(ScanResponse page) {
    return page.getItemsList().stream().map(ScanPropertyTest::text).toList();
  }

  private static String text(KeyValue item) {
    assertThat(item.getKey().byteAt(0)).isEqualTo(StoredKey.KV);
    return item.getKey().substring(1).toStringUtf8() + "=" + item.getValue().toStringUtf8();
  }
}
