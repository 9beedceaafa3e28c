package io.halcyon.checker.transactions;

import org.jspecify.annotations.Nullable;

/// Why a dependency between two transactions on one key was inferred.
sealed interface Reason {
  String key();

  /// `from` appended the last element that `to` saw.
  record ListRead(String key, long element, Elements read) implements Reason {}

  /// `to`'s element comes after `from`'s in a list that somebody read.
  record ListOrder(String key, long before, long after, Elements read) implements Reason {}

  /// The longest list that anybody read ends with `from`'s element and has none of `to`'s.
  record ListEnd(String key, long last, long after) implements Reason {}

  /// `from` read a list to which `to` had not appended yet.
  record ListMissed(String key, Elements read, long missed) implements Reason {}

  /// `to` read what `from` wrote.
  record RegisterRead(String key, long value) implements Reason {}

  /// `to` read what `from` wrote before it wrote itself.
  record RegisterReplaced(String key, long before, long after) implements Reason {}

  /// `from` read what `to` replaced; null stands for the absent value, which was before all others.
  record RegisterMissed(String key, @Nullable Long read, long after) implements Reason {}

  /// `from`'s value had been there, as `witness` knows, before `to` began.
  record RegisterEarlier(String key, long before, long after, Transaction witness)
      implements Reason {}

  /// `from` read a value that had been there, as `witness` knows, before `to` began.
  record RegisterStale(String key, long read, long after, Transaction witness) implements Reason {}

  /// Returns the observation in words.
  default String words(Transaction from, Transaction to) {
    String one = from.name();
    String other = to.name();
    return switch (this) {
      case ListRead(var key, var element, var read) ->
          "%s appended %d to %s, and %s read %s = %s"
              .formatted(one, element, key, other, key, read);
      case ListOrder(var key, var before, var after, var read) ->
          "%s appended %d to %s, and %s appended %d behind it: %s was read"
              .formatted(one, before, key, other, after, around(read, after));
      case ListEnd(var key, var last, var after) ->
          "%s appended %d to %s, and %s appended %d, which nobody saw who saw %d"
              .formatted(one, last, key, other, after, last);
      case ListMissed(var key, var read, var missed) ->
          "%s read %s = %s, without %d, which %s appended".formatted(one, key, read, missed, other);
      case RegisterRead(var key, var value) ->
          "%s wrote %s = %d, and %s read it".formatted(one, key, value, other);
      case RegisterReplaced(var key, var before, var after) ->
          "%s wrote %s = %d, and %s read that and then wrote %s = %d"
              .formatted(one, key, before, other, key, after);
      case RegisterMissed(var key, var read, var after) ->
          read == null
              ? "%s found %s absent, and %s wrote %s = %d".formatted(one, key, other, key, after)
              : "%s read %s = %d, which %s replaced by %d".formatted(one, key, read, other, after);
      case RegisterEarlier(var key, var before, var after, var witness) ->
          "%s wrote %s = %d, and %s wrote %s = %d and began only after %s"
              .formatted(one, key, before, other, key, after, knows(witness, from, key, before));
      case RegisterStale(var key, var read, var after, var witness) ->
          "%s read %s = %d, and %s wrote %s = %d and began only after %s"
              .formatted(one, key, read, other, key, after, knows(witness, null, key, read));
    };
  }

  private static String knows(
      Transaction witness, @Nullable Transaction writer, String key, long value) {
    String end = " (answered at " + Transaction.millis(witness.completedNanos()) + " ms)";
    boolean wrote = witness.equals(writer) || writes(witness, key, value);
    return witness.name() + (wrote ? " had written " : " had read ") + value + end;
  }

  private static boolean writes(Transaction transaction, String key, long value) {
    return transaction.actions().contains(new Action.Write(key, value));
  }

  /// Of a long list the part around an element.
  private static String around(Elements read, long element) {
    int at = read.indexOf(element);
    int from = Math.max(0, at - 3);
    int to = Math.min(read.size(), at + 2);
    StringBuilder text = new StringBuilder(from > 0 ? "[... " : "[");
    for (int i = from; i < to; i++) {
      text.append(i == from ? "" : " ").append(read.get(i));
    }
    return text.append(to < read.size() ? " ...]" : "]").toString();
  }
}
