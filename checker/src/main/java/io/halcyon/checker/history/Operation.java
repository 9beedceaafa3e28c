package io.halcyon.checker.history;

/// One call with its outcome.
///
/// @param process the sequential client that made it
/// @param invokedNanos monotonic time before the call was sent
/// @param completedNanos monotonic time, by the same clock, after the answer was there; {@link
///   #NEVER} if the outcome is ambiguous
public record Operation(
    long process, String key, Call call, long invokedNanos, long completedNanos, Outcome outcome) {
  /// The completion time of what never completed.
  public static final long NEVER = Long.MAX_VALUE;

  /// @throws IllegalArgumentException if times or answer do not fit the call
  public Operation {
    if (completedNanos < invokedNanos) {
      throw new IllegalArgumentException(
          "completed at " + completedNanos + " before its invocation at " + invokedNanos);
    }
    switch (outcome) {
      case Outcome.Ok ok -> {
        if (!call.answeredBy(ok.answer())) {
          throw new IllegalArgumentException(ok.answer() + " does not answer " + call);
        }
      }
      case Outcome.Failed _ -> {}
      case Outcome.Ambiguous _ -> completedNanos = NEVER;
    }
  }

  public static Operation ok(
      long process, String key, Call call, long invokedNanos, long completedNanos, Answer answer) {
    return new Operation(process, key, call, invokedNanos, completedNanos, new Outcome.Ok(answer));
  }

  public static Operation ambiguous(long process, String key, Call call, long invokedNanos) {
    return new Operation(
        process, key, call, invokedNanos, NEVER, new Outcome.Ambiguous("no answer"));
  }

  /// Returns the call and its answer in words.
  public String describeCall() {
    String what =
        switch (call) {
          case Call.Get _ -> "get";
          case Call.Put put -> "put " + quoted(put.value());
          case Call.Delete _ -> "delete";
          case Call.CompareAndSet cas ->
              "cas " + quoted(cas.expected()) + " to " + quoted(cas.value());
          case Call.Increment increment -> "increment by " + increment.delta();
        };
    String end =
        switch (outcome) {
          case Outcome.Ok ok -> " -> " + describe(ok.answer());
          case Outcome.Failed failed -> " -> failed (" + failed.detail() + ")";
          case Outcome.Ambiguous ambiguous -> " -> unknown (" + ambiguous.detail() + ")";
        };
    return what + end;
  }

  /// Returns the operation in words, times in milliseconds.
  public String describe() {
    return "process "
        + process
        + " ["
        + millis(invokedNanos)
        + " .. "
        + (completedNanos == NEVER ? "?" : millis(completedNanos))
        + " ms] "
        + describeCall();
  }

  private static String describe(Answer answer) {
    return switch (answer) {
      case Answer.Found found -> quoted(found.value());
      case Answer.Done _ -> "done";
      case Answer.Existed existed -> existed.existed() ? "existed" : "did not exist";
      case Answer.Swapped swapped -> swapped.swapped() ? "swapped" : "not swapped";
      case Answer.Counted counted -> Long.toString(counted.value());
    };
  }

  private static String quoted(@org.jspecify.annotations.Nullable String value) {
    return value == null ? "absent" : '"' + value + '"';
  }

  private static String millis(long nanos) {
    return Long.toString(Math.floorDiv(nanos, 1_000_000L))
        + '.'
        + String.format(java.util.Locale.ROOT, "%03d", Math.floorMod(nanos, 1_000_000L) / 1000);
  }
}
