package io.halcyon.txn.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.id.ShardId;
import io.halcyon.txn.participant.Request.Check;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Span;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReadSetTest {
  private static final int MAX = 100;
  private static final ShardId SHARD = new ShardId(1);
  private static final Routing ONE_SHARD =
      new Routing() {
        @Override
        public ShardId shardOf(Key key) {
          return SHARD;
        }

        @Override
        public List<ShardId> shardsOf(Span span) {
          return List.of(SHARD);
        }
      };

  private static List<Check> checks(ReadSet reads) {
    return reads.checks(ONE_SHARD, Long.MAX_VALUE, _ -> false).getOrDefault(SHARD, List.of());
  }

  private static boolean covered(ReadSet reads, Key key, long from) {
    return checks(reads).stream()
        .anyMatch(check -> check.span().contains(key) && check.from() <= from);
  }

  @Test
  void manyReadsAreMergedWithinWhatBeginsAlike() {
    ReadSet reads = new ReadSet(MAX);
    reads.read(Span.point(Key.of("catalog/version")), 5);
    for (int i = 0; i < 10 * MAX; i++) {
      reads.read(Span.point(Key.of("table/%04d".formatted(i * 7 % 1_000))), 5);
    }

    assertThat(checks(reads).size()).isLessThanOrEqualTo(MAX);
    assertThat(covered(reads, Key.of("catalog/version"), 5)).isTrue();
    assertThat(covered(reads, Key.of("catalog/zz"), 5)).isFalse();
    assertThat(covered(reads, Key.of("index/a"), 5)).isFalse();
  }

  @Test
  void nothingThatWasReadIsForgotten() {
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      ReadSet reads = new ReadSet(20);
      List<Span> all = new java.util.ArrayList<>();
      for (int i = 0; i < 200; i++) {
        byte[] key = new byte[1 + random.nextInt(4)];
        random.nextBytes(key);
        Span span =
            random.nextInt(5) == 0
                ? new Span(new Key(key), random.nextInt(10) == 0 ? null : new Key(key).next())
                : Span.point(new Key(key));
        reads.read(span, 1 + i);
        all.add(span);
        assertThat(checks(reads).size()).isLessThanOrEqualTo(21);
      }
      for (int i = 0; i < all.size(); i++) {
        assertThat(covered(reads, all.get(i).start(), 1 + i)).as("seed " + seed).isTrue();
      }
    }
  }
}
