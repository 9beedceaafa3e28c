package io.halcyon.bench.micro;

import io.halcyon.core.runtime.Randomness;
import io.halcyon.sql.ast.Query;
import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.bind.BoundQuery;
import io.halcyon.sql.bind.Catalog;
import io.halcyon.sql.bind.QueryBinder;
import io.halcyon.sql.bind.RelationDescriptor;
import io.halcyon.sql.evaluate.CompiledExpression;
import io.halcyon.sql.evaluate.EvaluationContext;
import io.halcyon.sql.evaluate.Folding;
import io.halcyon.sql.execute.Executor;
import io.halcyon.sql.function.Function;
import io.halcyon.sql.function.Operator;
import io.halcyon.sql.parser.Parser;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.DoubleVector;
import io.halcyon.sql.value.LongVector;
import io.halcyon.sql.value.ObjectVector;
import io.halcyon.sql.value.Vector;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// Evaluating expressions over a batch of 1024 rows; and binding a statement.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SqlKernelBenchmark {
  private static final RelationDescriptor TABLE =
      new RelationDescriptor(
          1,
          1,
          "public",
          "t",
          List.of(
              new RelationDescriptor.Column("a", Types.INT8, -1, true, false),
              new RelationDescriptor.Column("b", Types.INT8, -1, true, false),
              new RelationDescriptor.Column("x", Types.FLOAT8, -1, true, false),
              new RelationDescriptor.Column("s", Types.TEXT, -1, true, false)),
          RelationDescriptor.Kind.TABLE,
          null);

  private static final String STATEMENT = "SELECT a + b FROM t WHERE a > 500 AND s = 'k7'";

  private final SessionContext session =
      new SessionContext(
          ZoneOffset.UTC,
          0,
          0,
          SessionContext.DateOrder.MDY,
          1,
          "u",
          "d",
          List.of("public"),
          Randomness.seeded(1));
  private final EvaluationContext context =
      new EvaluationContext(session, List.of(), Executor.withoutTables(), List.of());
  private final Batch batch = batch();
  private final CompiledExpression sum = compiled("a + b * 3");
  private final CompiledExpression product = compiled("x * 1.5::float8 + x");
  private final CompiledExpression range = compiled("a > 500");
  private final CompiledExpression both = compiled("a > 500 AND b < 700");
  private final CompiledExpression text = compiled("s = 'k7'");
  private final CompiledExpression branches = compiled("CASE WHEN a > 500 THEN b ELSE 0 END");
  private final Query query = (Query) Parser.parse(STATEMENT).getFirst();

  /// The built-in catalog and one table.
  private static final class OneTable implements Catalog {
    @Override
    public @Nullable RelationDescriptor relation(List<String> name) {
      return name.getLast().equals("t") ? TABLE : null;
    }

    @Override
    public @Nullable SqlType type(List<String> name) {
      return BUILT_IN.type(name);
    }

    @Override
    public List<Function> functions(List<String> name) {
      return BUILT_IN.functions(name);
    }

    @Override
    public List<Operator> operators(List<String> schema, String symbol, boolean prefix) {
      return BUILT_IN.operators(schema, symbol, prefix);
    }

    @Override
    public boolean hasSchema(String name) {
      return BUILT_IN.hasSchema(name);
    }
  }

  private static Batch batch() {
    RandomGenerator random = Randomness.seeded(7);
    long[] a = new long[Batch.ROWS];
    long[] b = new long[Batch.ROWS];
    double[] x = new double[Batch.ROWS];
    @Nullable Object[] s = new @Nullable Object[Batch.ROWS];
    for (int row = 0; row < Batch.ROWS; row++) {
      a[row] = random.nextLong(1000);
      b[row] = random.nextLong(1000);
      x[row] = random.nextDouble() + 1;
      s[row] = "k" + random.nextInt(10);
    }
    return new Batch(
        Batch.ROWS,
        List.of(
            new LongVector(a, Batch.ROWS, null),
            new LongVector(b, Batch.ROWS, null),
            new DoubleVector(x, Batch.ROWS, null),
            new ObjectVector(s, Batch.ROWS, null)));
  }

  private CompiledExpression compiled(String expression) {
    Query parsed = (Query) Parser.parse("SELECT " + expression + " FROM t").getFirst();
    BoundQuery bound = QueryBinder.bind(parsed, new OneTable(), session);
    BoundExpression root = ((BoundQuery.Project) bound).expressions().getFirst();
    return CompiledExpression.of(Folding.fold(root, context), 4);
  }

  @Benchmark
  public Vector longSumAndProduct() {
    return sum.evaluate(batch, context);
  }

  @Benchmark
  public Vector doubleProductAndSum() {
    return product.evaluate(batch, context);
  }

  @Benchmark
  public Vector longComparison() {
    return range.evaluate(batch, context);
  }

  @Benchmark
  public Batch filterByTwoComparisons() {
    return both.filter(batch, context);
  }

  @Benchmark
  public Vector textEquality() {
    return text.evaluate(batch, context);
  }

  @Benchmark
  public Vector caseOfTwoBranches() {
    return branches.evaluate(batch, context);
  }

  /// From the syntax tree to the bound tree.
  @Benchmark
  public BoundQuery bind() {
    return QueryBinder.bind(query, new OneTable(), session);
  }
}
