package io.halcyon.sql.value;

/// A value of type `bit` or `bit varying`.
///
/// @param digits zeros and ones
public record BitString(String digits) implements Comparable<BitString> {
  @Override
  public int compareTo(BitString other) {
    return digits.compareTo(other.digits);
  }
}
