package io.halcyon.checker.linearizability;

import java.util.Arrays;

/// The set of linearized operations: bits in order of invocation, completed operations apart from
/// ambiguous ones. The full words at the front, which all later configurations share, are not
/// copied into its {@link #encoded} form, so that long histories need little memory for each
/// configuration.
final class Linearized {
  private final long[] completed;
  private final long[] ambiguous;
  private int firstOpenWord;
  private int lastUsedWord = -1;
  private int ambiguousCount;

  Linearized(int completedCount, int ambiguousCount) {
    completed = new long[(completedCount >> 6) + 1];
    ambiguous = new long[(ambiguousCount + 63) >> 6];
  }

  void add(int operation) {
    int word = operation >> 6;
    completed[word] |= 1L << operation;
    while (completed[firstOpenWord] == -1L) {
      firstOpenWord++;
    }
    lastUsedWord = Math.max(lastUsedWord, word);
  }

  void remove(int operation) {
    int word = operation >> 6;
    completed[word] &= ~(1L << operation);
    firstOpenWord = Math.min(firstOpenWord, word);
    while (lastUsedWord >= 0 && completed[lastUsedWord] == 0) {
      lastUsedWord--;
    }
  }

  void addAmbiguous(int operation) {
    ambiguous[operation >> 6] |= 1L << operation;
    ambiguousCount++;
  }

  void removeAmbiguous(int operation) {
    ambiguous[operation >> 6] &= ~(1L << operation);
    ambiguousCount--;
  }

  boolean hasAmbiguous(int operation) {
    return (ambiguous[operation >> 6] & 1L << operation) != 0;
  }

  /// Returns the set as `first open word | open words | ambiguous words if any bit is set`; equal
  /// sets of one search give equal arrays.
  long[] encoded() {
    int open = Math.max(0, lastUsedWord - firstOpenWord + 1);
    int tail = ambiguousCount == 0 ? 0 : ambiguous.length;
    long[] words = new long[1 + open + tail];
    words[0] = ((long) firstOpenWord << 32) | tail;
    System.arraycopy(completed, firstOpenWord, words, 1, open);
    System.arraycopy(ambiguous, 0, words, 1 + open, tail);
    return words;
  }

  @Override
  public String toString() {
    return Arrays.toString(encoded());
  }
}
