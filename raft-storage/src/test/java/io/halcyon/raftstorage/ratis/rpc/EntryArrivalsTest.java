package io.halcyon.raftstorage.ratis.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.ratis.protocol.RaftGroupId;
import org.junit.jupiter.api.Test;

class EntryArrivalsTest {
  private final EntryArrivals arrivals = new EntryArrivals();
  private final RaftGroupId group = RaftGroupId.randomId();

  @Test
  void beforeTheStartNothingIsKnown() {
    assertThat(arrivals.last(group)).isEmpty();
  }

  @Test
  void whatALogContainsAtTheStartArrivedBefore() {
    arrivals.begin(100);
    assertThat(arrivals.last(group)).hasValue(100);
  }

  @Test
  void theLatestArrivalOfEachGroupCounts() {
    arrivals.begin(100);
    arrivals.note(group.toByteString(), 300);
    arrivals.note(group.toByteString(), 200);
    arrivals.note(RaftGroupId.randomId().toByteString(), 400);
    assertThat(arrivals.last(group)).hasValue(300);
  }
}
