package io.halcyon.clients;

import io.halcyon.testkit.EmbeddedCluster;
import io.halcyon.testkit.Halcyon;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Starts one cluster for all suites of a run, ended with the run: starting one for each would cost
/// more than most of the suites. Suites keep apart by schemas. Thread-safe.
public final class ClusterOfSuites implements BeforeAllCallback {
  private static final String USER = "halcyon";
  private static final String DATABASE = "halcyon";
  private String address = "";

  private record Running(EmbeddedCluster cluster) implements AutoCloseable {
    static Running start() {
      try {
        return new Running(Halcyon.cluster(3).shards(3).start());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      cluster.close();
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    address =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.GLOBAL)
            .computeIfAbsent(Running.class, _ -> Running.start(), Running.class)
            .cluster()
            .routerPostgresAddress();
  }

  /// Returns the host of the PostgreSQL port.
  public String host() {
    return address.substring(0, address.lastIndexOf(':'));
  }

  /// Returns the PostgreSQL port.
  public String port() {
    return address.substring(address.lastIndexOf(':') + 1);
  }

  /// Returns the name of the only user.
  public String user() {
    return USER;
  }

  /// Returns the name of the only database.
  public String database() {
    return DATABASE;
  }

  /// Returns an address for pgjdbc.
  ///
  /// @param schema where names without a schema are looked up
  /// @param options further settings of the driver, each begun by `&`
  public String jdbc(String schema, String options) {
    return "jdbc:postgresql://%s/%s?user=%s&currentSchema=%s%s"
        .formatted(address, DATABASE, USER, schema, options);
  }

  /// Opens a connection of pgjdbc.
  public Connection connect(String schema, String options) throws SQLException {
    return DriverManager.getConnection(jdbc(schema, options));
  }

  /// Makes a schema, empty even if there was one.
  public void freshSchema(String schema) throws SQLException {
    try (Connection connection = connect("public", "");
        Statement statement = connection.createStatement()) {
      statement.execute("drop schema if exists " + schema + " cascade");
      statement.execute("create schema " + schema);
    }
  }
}
