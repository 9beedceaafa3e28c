package io.halcyon.txn.record;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpanTest {
  private static final Span MIDDLE = new Span(Key.of("b"), Key.of("d"));

  @Test
  void aPointHoldsItsKeyAndNoOther() {
    Span point = Span.point(Key.of("b"));

    assertThat(point.isPoint()).isTrue();
    assertThat(point.contains(Key.of("b"))).isTrue();
    assertThat(point.contains(Key.of("b").next())).isFalse();
    assertThat(MIDDLE.isPoint()).isFalse();
    assertThat(new Span(Key.of("b"), Key.of("bc")).isPoint()).isFalse();
  }

  @Test
  void aSpanHoldsItsStartAndNotItsEnd() {
    assertThat(MIDDLE.contains(Key.of("b"))).isTrue();
    assertThat(MIDDLE.contains(Key.of("c"))).isTrue();
    assertThat(MIDDLE.contains(Key.of("d"))).isFalse();
    assertThat(new Span(Key.of("b"), null).contains(Key.of("z"))).isTrue();
  }

  @Test
  void spansOverlapIfAKeyIsInBoth() {
    assertThat(MIDDLE.overlaps(new Span(Key.of("c"), Key.of("e")))).isTrue();
    assertThat(MIDDLE.overlaps(new Span(Key.of("d"), null))).isFalse();
    assertThat(new Span(Key.of("a"), Key.of("b")).overlaps(MIDDLE)).isFalse();
    assertThat(MIDDLE.overlaps(Span.point(Key.of("b")))).isTrue();
  }

  @Test
  void theHullHoldsBoth() {
    assertThat(MIDDLE.hull(Span.point(Key.of("f"))))
        .isEqualTo(new Span(Key.of("b"), Key.of("f").next()));
    assertThat(new Span(Key.of("c"), null).hull(MIDDLE)).isEqualTo(new Span(Key.of("b"), null));
  }

  @Test
  void keysAreOrderedUnsigned() {
    assertThat(new Key(new byte[] {(byte) 0xFF})).isGreaterThan(new Key(new byte[] {0x7F}));
    assertThat(Key.of("a")).isLessThan(Key.of("a").next());
  }
}
