package io.halcyon.core.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifiersTest {
  @Test
  void identifiersPrintShort() {
    assertThat(new NodeId(3)).hasToString("n3");
    assertThat(new ShardId(0)).hasToString("s0").isEqualTo(ShardId.SYSTEM);
    assertThat(new Incarnation(new NodeId(3), 2)).hasToString("n3#2");
    assertThat(new Epoch(5)).hasToString("5").isGreaterThan(new Epoch(4));
  }

  @Test
  void impossibleIdentifiersDoNotExist() {
    assertThatIllegalArgumentException().isThrownBy(() -> new NodeId(0));
    assertThatIllegalArgumentException().isThrownBy(() -> new ShardId(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Incarnation(new NodeId(1), 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Epoch(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Term(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> new LogIndex(-1));
  }

  @Test
  void aReplicaIdReadsBack() {
    var id = new ReplicaId(new NodeId(3), 12);
    assertThat(id).hasToString("n3.12");
    assertThat(ReplicaId.parse("n3.12")).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "n3", ".1", "n.1", "3.1", "nx.1", "n3.", "n0.1", "n3.0"})
  void otherTextIsNoReplicaId(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> ReplicaId.parse(text));
  }
}
