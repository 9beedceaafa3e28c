package io.halcyon.router.transact;

import com.google.protobuf.ByteString;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.proto.v1.OneShotRequest;
import io.halcyon.proto.v1.OneShotStep;
import io.halcyon.proto.v1.TxnCondition;
import io.halcyon.proto.v1.Write;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks at a program before it is run: whether it is within the limits of the public API, which
/// key it is decided at, whether it may write. Used once.
final class ProgramCheck {
  private static final int STEPS_MAX = 1_000;
  private static final int DEPTH_MAX = 8;
  private static final int MESSAGE_BYTES_MAX = 1_024;

  private int steps;
  private boolean effects;
  private @Nullable ByteString firstWritten;
  private @Nullable ByteString firstNamed;

  private ProgramCheck() {}

  /// @throws HalcyonException with `Invalid` that says what is wrong
  static ProgramCheck of(OneShotRequest request) {
    ProgramCheck check = new ProgramCheck();
    if (request.getStepsCount() == 0) {
      throw invalid("a program needs at least one step");
    }
    check.steps(request.getStepsList(), 0);
    return check;
  }

  /// Returns the user's key at whose shard the program is decided: the first that a step writes or,
  /// if none does, the first it names.
  ByteString anchor() {
    ByteString anchor = firstWritten == null ? firstNamed : firstWritten;
    if (anchor == null) {
      throw new IllegalStateException("every step names a key");
    }
    return anchor;
  }

  /// Returns whether running it again could come to something else: it writes, or refuses.
  boolean effects() {
    return effects;
  }

  private void steps(List<OneShotStep> list, int depth) {
    steps += list.size();
    if (steps > STEPS_MAX) {
      throw invalid("a program may have " + STEPS_MAX + " steps, branches included");
    }
    for (OneShotStep step : list) {
      switch (step.getKindCase()) {
        case GET -> named(step.getGet());
        case WRITE -> write(step.getWrite());
        case BRANCH -> {
          if (depth == DEPTH_MAX) {
            throw invalid("branches may be " + DEPTH_MAX + " deep");
          }
          conditions(step.getBranch().getConditionsList());
          steps(step.getBranch().getThenList(), depth + 1);
          steps(step.getBranch().getOtherwiseList(), depth + 1);
        }
        case REQUIRE -> require(step.getRequire());
        case KIND_NOT_SET -> throw invalid("a step must say what to do");
      }
    }
  }

  private void write(Write write) {
    effects = true;
    named(write.getKey());
    if (firstWritten == null) {
      firstWritten = write.getKey();
    }
    switch (write.getKindCase()) {
      case PUT -> {
        Statements.checkValue(write.getPut().getValue());
        Statements.checkTtl(write.getPut().getTtlMillis());
      }
      case DELETE, INCREMENT -> {
        // Nothing to look at.
      }
      case KIND_NOT_SET -> throw invalid("a write must be a put, a delete or an increment");
    }
  }

  private void require(OneShotStep.Require require) {
    effects = true;
    conditions(require.getConditionsList());
    int length = require.getOtherwiseMessage().getBytes(StandardCharsets.UTF_8).length;
    if (length > MESSAGE_BYTES_MAX) {
      throw invalid("a refusal may have " + MESSAGE_BYTES_MAX + " bytes: " + length);
    }
  }

  private void conditions(List<TxnCondition> conditions) {
    if (conditions.isEmpty()) {
      throw invalid("a branch or a require needs at least one condition");
    }
    steps += conditions.size() - 1;
    for (TxnCondition condition : conditions) {
      named(Conditions.key(condition));
    }
  }

  private void named(ByteString key) {
    Statements.checkKey(key);
    if (firstNamed == null) {
      firstNamed = key;
    }
  }

  private static HalcyonException invalid(String detail) {
    return new HalcyonException(new Failure.Invalid(detail));
  }
}
