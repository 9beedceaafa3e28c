package io.halcyon.sql.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.halcyon.sql.error.SqlError;
import org.junit.jupiter.api.Test;

/// What clients ask of the catalog, on an engine without a network.
class ReflectionTest {
  private final EngineRunner sql = new EngineRunner();

  @Test
  void theCurrentSchemaIsOneThatThereIs() {
    // The path begins with the user's own schema, which nobody has made.
    assertThat(sql.run("select current_schema(), current_schemas(false)::text"))
        .containsExactly("public,{public}");
  }

  @Test
  void aTextNamesARelation() {
    sql.run("create table named (id int primary key)");
    assertThat(sql.run("select 'named'::text::regclass = 'named'::regclass")).containsExactly("t");
    assertThatThrownBy(() -> sql.run("select 'nothing'::text::regclass"))
        .isInstanceOfSatisfying(SqlError.class, e -> assertThat(e.sqlState()).isEqualTo("42P01"));
  }

  @Test
  void functionsThatAreNotInPgProcHaveNoDefinition() {
    assertThat(sql.run("select pg_get_function_result(1) is null")).containsExactly("t");
  }

  @Test
  void aDefaultNamesItsSequenceAsTheSearchPathWants() {
    sql.run("create table counted (id serial primary key)");
    assertThat(
            sql.run(
                "select pg_get_expr(adbin, adrelid) from pg_attrdef"
                    + " where adrelid = 'counted'::regclass"))
        .containsExactly("nextval('counted_id_seq'::regclass)");
  }
}
