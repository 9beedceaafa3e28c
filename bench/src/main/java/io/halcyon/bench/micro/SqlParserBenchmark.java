package io.halcyon.bench.micro;

import io.halcyon.sql.ast.Statement;
import io.halcyon.sql.parser.Parser;
import io.halcyon.sql.printer.Normalizer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// Reading SQL, which each statement of the simple protocol pays for.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SqlParserBenchmark {
  private static final String SELECT = "SELECT id, name, balance FROM accounts WHERE id = 4711";
  private static final String UPDATE =
      "UPDATE accounts SET balance = balance + 100, touched = now() WHERE id = $1";
  private static final String JOIN =
      """
      SELECT u.id, u.name, count(*) AS orders, sum(i.qty * p.price) AS total
      FROM users u
      JOIN orders o ON o.user_id = u.id
      JOIN order_items i ON i.order_id = o.id
      LEFT JOIN products p ON p.id = i.product_id
      WHERE u.created >= date '2026-01-01' AND p.category IN ('a', 'b', 'c')
      GROUP BY u.id, u.name
      HAVING count(*) > 3
      ORDER BY total DESC NULLS LAST
      LIMIT 20
      """;

  private final Statement select = Parser.parse(SELECT).getFirst();

  @Benchmark
  public List<Statement> primaryKeySelect() {
    return Parser.parse(SELECT);
  }

  @Benchmark
  public List<Statement> primaryKeyUpdate() {
    return Parser.parse(UPDATE);
  }

  @Benchmark
  public List<Statement> joinOfFourTables() {
    return Parser.parse(JOIN);
  }

  /// The fingerprint alone, of a statement that has been parsed.
  @Benchmark
  public Normalizer.Fingerprint fingerprint() {
    return Normalizer.fingerprint(select);
  }

  /// What a look into the plan cache costs with literals in the statement.
  @Benchmark
  public Normalizer.Fingerprint parseAndFingerprint() {
    return Normalizer.fingerprint(Parser.parse(SELECT).getFirst());
  }
}
