package io.halcyon.router.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.halcyon.proto.v1.WatchEvent;
import io.halcyon.proto.v1.WatchResponse;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class WatchMergeTest {
  private static final int LARGE = 1 << 20;

  private static WatchResponse message(long resolved, long... timestamps) {
    WatchResponse.Builder message = WatchResponse.newBuilder().setResolvedTimestamp(resolved);
    for (long timestamp : timestamps) {
      message.addEvents(
          WatchEvent.newBuilder()
              .setKind(WatchEvent.Kind.PUT)
              .setTimestamp(timestamp)
              .setKey(ByteString.copyFromUtf8("k" + timestamp)));
    }
    return message.build();
  }

  private static WatchResponse next(WatchMerge merge) {
    return Objects.requireNonNull(merge.next(false));
  }

  private static List<Long> timestamps(WatchResponse message) {
    return message.getEventsList().stream().map(WatchEvent::getTimestamp).toList();
  }

  @Test
  void emitsInOrderUpToTheLeastResolvedTimestamp() {
    WatchMerge merge = new WatchMerge(2, 10, LARGE);

    merge.add(0, message(30, 12, 25));
    assertThat(merge.next(false)).isNull();
    merge.add(1, message(20, 11, 15));
    WatchResponse first = next(merge);

    assertThat(timestamps(first)).containsExactly(11L, 12L, 15L);
    assertThat(first.getResolvedTimestamp()).isEqualTo(20);
    merge.add(1, message(40));
    assertThat(timestamps(next(merge))).containsExactly(25L);
    assertThat(merge.bufferedBytes()).isZero();
  }

  @Test
  void emitsAllEventsOfOneTimestampInOneMessage() {
    WatchMerge merge = new WatchMerge(2, 1, 1_000);
    merge.add(0, message(9, 5, 5, 5, 6));
    merge.add(1, message(9, 5, 7));

    WatchMerge tight = new WatchMerge(2, 1, 1);
    tight.add(0, message(9, 5, 5, 5, 6));
    tight.add(1, message(9, 5, 7));

    assertThat(timestamps(next(merge))).containsExactly(5L, 5L, 5L, 5L, 6L, 7L);
    WatchResponse first = next(tight);
    assertThat(timestamps(first)).containsExactly(5L, 5L, 5L, 5L);
    assertThat(first.getResolvedTimestamp()).isEqualTo(5);
    assertThat(timestamps(next(tight))).containsExactly(6L);
    assertThat(next(tight).getResolvedTimestamp()).isEqualTo(9);
  }

  @Test
  void forgetsOnReopeningWhatComesAgain() {
    WatchMerge merge = new WatchMerge(1, 1, LARGE);
    merge.add(0, message(5, 3, 7, 8));

    assertThat(merge.reopen(0)).isEqualTo(5);
    merge.add(0, message(9, 7, 8, 9));

    assertThat(timestamps(next(merge))).containsExactly(3L, 7L, 8L, 9L);
  }

  @Test
  void dropsDuplicatesOfWhatIsResolved() {
    WatchMerge merge = new WatchMerge(1, 1, LARGE);
    merge.add(0, message(5, 3));
    merge.add(0, message(6, 3, 5, 6));

    assertThat(timestamps(next(merge))).containsExactly(3L, 6L);
  }

  @Test
  void refusesALaneThatGoesBack() {
    WatchMerge merge = new WatchMerge(1, 1, LARGE);

    assertThat(merge.add(0, message(2, 7, 6))).isFalse();
  }

  @Test
  void aWatchFromNowBeginsWhereEveryLaneIsComplete() {
    WatchMerge merge = new WatchMerge(2, 0, LARGE);

    merge.add(0, message(10, 8));
    assertThat(merge.next(true)).isNull();
    merge.add(1, message(20, 15, 25));
    assertThat(merge.next(true)).isNull();
    merge.add(0, message(30, 19, 22));
    WatchResponse first = Objects.requireNonNull(merge.next(true));

    assertThat(timestamps(first)).isEmpty();
    assertThat(first.getResolvedTimestamp()).isEqualTo(20);
    merge.add(1, message(30));
    assertThat(timestamps(next(merge))).containsExactly(22L, 25L);
  }

  @Test
  void reportsProgressWhenAsked() {
    WatchMerge merge = new WatchMerge(1, 4, LARGE);
    merge.add(0, message(9));

    assertThat(merge.next(false)).isNull();
    assertThat(Objects.requireNonNull(merge.next(true)).getResolvedTimestamp()).isEqualTo(9);
  }
}
