package io.halcyon.bench;

import io.halcyon.bench.load.KeyDistribution;
import io.halcyon.bench.load.TransferPlan;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Options with a few named values, in any case, whichever command these are mounted in.
final class Choices {
  private Choices() {}

  static <E extends Enum<E>> E of(Class<E> type, String name) {
    for (E constant : type.getEnumConstants()) {
      if (constant.toString().equalsIgnoreCase(name)) {
        return constant;
      }
    }
    throw new TypeConversionException(
        name
            + " is none of "
            + Arrays.stream(type.getEnumConstants())
                .map(Object::toString)
                .collect(Collectors.joining(", ")));
  }

  static final class Formats implements ITypeConverter<OutputFormat> {
    @Override
    public OutputFormat convert(String name) {
      return of(OutputFormat.class, name);
    }
  }

  static final class Targets implements ITypeConverter<KvCommand.Target> {
    @Override
    public KvCommand.Target convert(String name) {
      return of(KvCommand.Target.class, name);
    }
  }

  static final class TransferTargets implements ITypeConverter<TransferCommand.Target> {
    @Override
    public TransferCommand.Target convert(String name) {
      return of(TransferCommand.Target.class, name);
    }
  }

  static final class Modes implements ITypeConverter<TransferPlan.Mode> {
    @Override
    public TransferPlan.Mode convert(String name) {
      return of(TransferPlan.Mode.class, name);
    }
  }

  static final class Isolations implements ITypeConverter<TransferPlan.Isolation> {
    @Override
    public TransferPlan.Isolation convert(String name) {
      return of(TransferPlan.Isolation.class, name);
    }
  }

  static final class Parts implements ITypeConverter<RawCommand.Part> {
    @Override
    public RawCommand.Part convert(String name) {
      return of(RawCommand.Part.class, name);
    }
  }

  static final class Distributions implements ITypeConverter<KeyDistribution> {
    @Override
    public KeyDistribution convert(String name) {
      return of(KeyDistribution.class, name.equalsIgnoreCase("zipf") ? "zipfian" : name);
    }
  }
}
