package io.halcyon.chaos.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.checker.history.Outcome;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private final Ledger ledger = new Ledger();

  LedgerTest() {
    ledger.acknowledged("ledger/1", "1");
    ledger.unacknowledged("ledger/2", new Outcome.Ambiguous("no answer"));
    ledger.unacknowledged("ledger/3", new Outcome.Failed("refused"));
  }

  @Test
  void ambiguousWritesMayBeThereOrNot() {
    assertThat(ledger.compare(Map.of("ledger/1", "1"))).isEmpty();
    assertThat(ledger.compare(Map.of("ledger/1", "1", "ledger/2", "2"))).isEmpty();
  }

  @Test
  void aLostAcknowledgedWriteIsFound() {
    assertThat(ledger.compare(Map.of()))
        .containsExactly("ledger/1 was acknowledged, and reads absent");
    assertThat(ledger.compare(Map.of("ledger/1", "9")))
        .containsExactly("ledger/1 was acknowledged, and reads 9");
  }

  @Test
  void aWriteThatFailedAndIsThereNeverthelessIsFound() {
    assertThat(ledger.compare(Map.of("ledger/1", "1", "ledger/3", "3")))
        .containsExactly("ledger/3 failed as not applied, and reads 3");
  }

  @Test
  void whatNobodyWroteIsFound() {
    assertThat(ledger.compare(Map.of("ledger/1", "1", "ledger/4", "4")))
        .containsExactly("ledger/4 was never written, and reads 4");
  }
}
