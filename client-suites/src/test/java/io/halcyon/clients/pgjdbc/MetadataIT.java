package io.halcyon.clients.pgjdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.halcyon.clients.ClusterOfSuites;
import io.halcyon.clients.Covered;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MetadataIT {
  @RegisterExtension static final ClusterOfSuites CLUSTER = new ClusterOfSuites();

  private static final String SCHEMA = "jdbc_metadata";

  @BeforeAll
  static void createTables() throws SQLException {
    CLUSTER.freshSchema(SCHEMA);
    try (Connection connection = CLUSTER.connect(SCHEMA, "");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "create table customer (id bigserial primary key, email varchar(80) not null unique,"
              + " balance numeric(12,2) default 0, born date)");
      statement.execute(
          "create table purchase (customer_id bigint not null, number int not null,"
              + " note text, at timestamptz default now(), tags text[],"
              + " constraint purchase_pk primary key (customer_id, number),"
              + " constraint purchase_customer foreign key (customer_id) references customer"
              + " on delete cascade)");
      statement.execute("create index purchase_at on purchase (at desc)");
      statement.execute("create index purchase_note on purchase (lower(note))");
      statement.execute("create view rich as select id, email from customer where balance > 100");
      statement.execute("comment on table customer is 'who buys'");
      statement.execute("comment on column customer.email is 'where to write to'");
      statement.execute("create sequence counter");
    }
  }

  @AfterAll
  static void say() {
    Covered.say(
        "pgjdbc 42.7.14",
        "metadata: tables, columns, types, schemas, catalogs, functions; of results and"
            + " parameters. Gaps: keys, indexes, UDTs, tables of result columns");
  }

  /// Returns the named columns of all rows, each row joined by `|`.
  private static List<String> rows(ResultSet rows, String... columns) throws SQLException {
    List<String> lines = new ArrayList<>();
    try (rows) {
      while (rows.next()) {
        List<String> values = new ArrayList<>();
        for (String column : columns) {
          values.add(String.valueOf((Object) rows.getString(column)));
        }
        lines.add(String.join("|", values));
      }
    }
    return lines;
  }

  private interface Question {
    ResultSet ask(DatabaseMetaData metadata) throws SQLException;
  }

  private static List<String> ask(Question question, String... columns) throws SQLException {
    try (Connection connection = CLUSTER.connect(SCHEMA, "")) {
      return rows(question.ask(connection.getMetaData()), columns);
    }
  }

  @Test
  void tablesOfAllKinds() throws Exception {
    assertThat(
            ask(
                m -> m.getTables(null, SCHEMA, "%", null),
                "TABLE_CAT",
                "TABLE_SCHEM",
                "TABLE_NAME",
                "TABLE_TYPE",
                "REMARKS"))
        .containsExactlyInAnyOrder(
            "halcyon|jdbc_metadata|customer_email_key|INDEX|null",
            "halcyon|jdbc_metadata|customer_pkey|INDEX|null",
            "halcyon|jdbc_metadata|purchase_at|INDEX|null",
            "halcyon|jdbc_metadata|purchase_note|INDEX|null",
            "halcyon|jdbc_metadata|purchase_pk|INDEX|null",
            "halcyon|jdbc_metadata|counter|SEQUENCE|null",
            "halcyon|jdbc_metadata|customer_id_seq|SEQUENCE|null",
            "halcyon|jdbc_metadata|customer|TABLE|who buys",
            "halcyon|jdbc_metadata|purchase|TABLE|null",
            "halcyon|jdbc_metadata|rich|VIEW|null");
    assertThat(ask(m -> m.getTables(null, SCHEMA, "cust%", new String[] {"TABLE"}), "TABLE_NAME"))
        .containsExactly("customer");
  }

  @Test
  void columnsWithTheirTypesAndDefaults() throws Exception {
    assertThat(
            ask(
                m -> m.getColumns(null, SCHEMA, "customer", "%"),
                "COLUMN_NAME",
                "DATA_TYPE",
                "TYPE_NAME",
                "COLUMN_SIZE",
                "DECIMAL_DIGITS",
                "IS_NULLABLE",
                "COLUMN_DEF",
                "IS_AUTOINCREMENT",
                "IS_GENERATEDCOLUMN",
                "REMARKS"))
        .containsExactly(
            "id|"
                + Types.BIGINT
                + "|bigserial|19|0|NO|"
                + "nextval('customer_id_seq'::regclass)|YES|NO|null",
            "email|" + Types.VARCHAR + "|varchar|80|0|NO|null|NO|NO|where to write to",
            "balance|" + Types.NUMERIC + "|numeric|12|2|YES|0|NO|NO|null",
            "born|" + Types.DATE + "|date|13|0|YES|null|NO|NO|null");
    assertThat(ask(m -> m.getColumns(null, SCHEMA, "purchase", "t%"), "DATA_TYPE", "TYPE_NAME"))
        .containsExactly(Types.ARRAY + "|_text");
  }

  /// Gaps, named in docs/sql.md: who closes one replaces its line by what the metadata says.
  @Test
  void keysIndexesAndUserTypesAreRefused() {
    for (Question question :
        List.<Question>of(
            m -> m.getPrimaryKeys(null, SCHEMA, "purchase"),
            m -> m.getImportedKeys(null, SCHEMA, "purchase"),
            m -> m.getUDTs(null, SCHEMA, "%", null),
            m -> m.getIndexInfo(null, SCHEMA, "purchase", false, false))) {
      assertThatThrownBy(() -> ask(question, "COLUMN_NAME"))
          .isInstanceOf(SQLException.class)
          .hasMessageFindingMatch("_pg_expandarray|pg_settings|obj_description");
    }
  }

  @Test
  void theDatabaseItself() throws Exception {
    assertThat(ask(DatabaseMetaData::getCatalogs, "TABLE_CAT")).containsExactly("halcyon");
    assertThat(ask(DatabaseMetaData::getSchemas, "TABLE_SCHEM"))
        .contains("information_schema", "pg_catalog", "public", SCHEMA);
    assertThat(ask(DatabaseMetaData::getTypeInfo, "TYPE_NAME"))
        .contains("int4", "text", "numeric", "jsonb", "uuid", "timestamptz", "serial");
    assertThat(ask(m -> m.getFunctions(null, null, "no_such_function"), "FUNCTION_NAME")).isEmpty();
    assertThat(ask(m -> m.getProcedures(null, SCHEMA, "%"), "PROCEDURE_NAME")).isEmpty();
    try (Connection connection = CLUSTER.connect(SCHEMA, "")) {
      DatabaseMetaData metadata = connection.getMetaData();
      assertThat(metadata.getDatabaseProductName()).isEqualTo("PostgreSQL");
      assertThat(metadata.getDatabaseMajorVersion()).isEqualTo(15);
      assertThat(metadata.getUserName()).isEqualTo("halcyon");
    }
  }

  @Test
  void resultsAndParametersKnowTheirTypes() throws Exception {
    try (Connection connection = CLUSTER.connect(SCHEMA, "");
        var query =
            connection.prepareStatement(
                "select c.id, c.email as mail, count(*) over () as n from customer c"
                    + " where c.balance > ? and c.email = ?")) {
      var columns = query.getMetaData();
      assertThat(columns.getColumnCount()).isEqualTo(3);
      assertThat(columns.getColumnName(2)).isEqualTo("mail");
      assertThat(columns.getColumnTypeName(1)).isEqualTo("int8");
      assertThat(columns.getPrecision(2)).isEqualTo(80);
      // A gap: no result says which table its columns are of.
      assertThat(columns.getTableName(1)).isEmpty();
      assertThat(query.getParameterMetaData().getParameterTypeName(1)).isEqualTo("numeric");
      assertThat(query.getParameterMetaData().getParameterCount()).isEqualTo(2);
    }
  }
}
