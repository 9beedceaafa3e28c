package io.halcyon.core.id;

/// Raft's term.
public record Term(long value) implements Comparable<Term> {
  public Term {
    if (value < 0) {
      throw new IllegalArgumentException("term must not be negative: " + value);
    }
  }

  @Override
  public int compareTo(Term other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
