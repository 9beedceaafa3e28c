package io.halcyon.checker.linearizability;

import io.halcyon.checker.history.Answer;
import io.halcyon.checker.history.Call;
import io.halcyon.checker.history.Operation;
import io.halcyon.checker.history.Outcome;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One key: a value or its absence, with get, put, delete, compare-and-set and increment.
public final class Register implements Specification<Register.Held> {
  /// What the key holds; null when it is absent.
  public record Held(@Nullable String value) {}

  private static final Held ABSENT = new Held(null);

  @Override
  public Held initial() {
    return ABSENT;
  }

  @Override
  public @Nullable Held step(Held state, Operation operation) {
    Held after =
        switch (operation.call()) {
          case Call.Get _ -> state;
          case Call.Put put -> new Held(put.value());
          case Call.Delete _ -> ABSENT;
          case Call.CompareAndSet cas ->
              Objects.equals(state.value(), cas.expected()) ? new Held(cas.value()) : state;
          case Call.Increment increment -> incremented(state, increment.delta());
        };
    return switch (operation.outcome()) {
      case Outcome.Ok ok -> possible(state, operation.call(), ok.answer(), after) ? after : null;
      case Outcome.Ambiguous _ -> after;
      case Outcome.Failed _ -> state;
    };
  }

  @Override
  public boolean changesNothing(Operation operation) {
    return switch (operation.outcome()) {
      case Outcome.Failed _ -> true;
      case Outcome.Ambiguous _ -> operation.call().readOnly();
      case Outcome.Ok ok ->
          switch (ok.answer()) {
            case Answer.Found _ -> true;
            case Answer.Existed existed -> !existed.existed();
            case Answer.Swapped swapped -> !swapped.swapped();
            case Answer.Done _, Answer.Counted _ -> false;
          };
    };
  }

  @Override
  public boolean overwrites(Operation operation) {
    return switch (operation.call()) {
      case Call.Put _ -> true;
      case Call.Delete _ -> operation.outcome() instanceof Outcome.Ambiguous;
      case Call.Get _, Call.CompareAndSet _, Call.Increment _ -> false;
    };
  }

  private static boolean possible(Held before, Call call, Answer answer, Held after) {
    return switch (answer) {
      case Answer.Done _ -> true;
      case Answer.Found found -> Objects.equals(before.value(), found.value());
      case Answer.Existed existed -> (before.value() != null) == existed.existed();
      case Answer.Swapped swapped ->
          swapped.swapped()
              == (call instanceof Call.CompareAndSet cas
                  && Objects.equals(before.value(), cas.expected()));
      case Answer.Counted counted ->
          number(before) != null && Long.toString(counted.value()).equals(after.value());
    };
  }

  private static Held incremented(Held state, long delta) {
    Long number = number(state);
    return number == null ? state : new Held(Long.toString(number + delta));
  }

  private static @Nullable Long number(Held state) {
    String value = state.value();
    if (value == null) {
      return 0L;
    }
    try {
      return Long.valueOf(value);
    } catch (NumberFormatException text) {
      return null;
    }
  }
}
