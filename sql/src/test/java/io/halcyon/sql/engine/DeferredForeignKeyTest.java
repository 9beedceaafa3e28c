package io.halcyon.sql.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.halcyon.sql.error.SqlError;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a deferred constraint has to look at is looked at when the transaction commits, whatever
/// has happened in between; and then it is the rows of then that count.
class DeferredForeignKeyTest {
  private final EngineRunner engine = new EngineRunner();

  @BeforeEach
  void tables() {
    engine.run("create table parent (id int primary key)");
    engine.run(
        "create table child (id int primary key, spare int,"
            + " parent int references parent deferrable initially deferred)");
  }

  private static void refused(ThrowingCallable transaction) {
    assertThatThrownBy(transaction)
        .isInstanceOfSatisfying(SqlError.class, e -> assertThat(e.sqlState()).isEqualTo("23503"));
  }

  @Test
  void aChangeOfTheSchemaDoesNotForgetWhatIsToBeChecked() {
    refused(() ->
        engine.block(
            "insert into child values (1, 0, 7)", "create table another (id int primary key)"));
    assertThat(engine.run("select count(*) from child")).containsExactly("0");
  }

  @Test
  void aRollbackToASavepointDoesNotForgetWhatIsToBeChecked() {
    refused(() -> engine.block("insert into child values (1, 0, 7)", "savepoint", "rollback to"));
    assertThat(engine.run("select count(*) from child")).containsExactly("0");
  }

  @Test
  void whatWasRolledBackOrRemovedNeedsNoParent() {
    engine.block(
        "savepoint",
        "insert into child values (1, 0, 7)",
        "rollback to",
        "insert into child values (2, 0, 8)",
        "delete from child where id = 2");
    assertThat(engine.run("select count(*) from child")).containsExactly("0");
  }

  @Test
  void columnsMayGoBeforeTheCheck() {
    refused(() ->
        engine.block("insert into child values (1, 0, 7)", "alter table child drop column spare"));
    engine.block(
        "insert into child values (1, 0, 7)",
        "alter table child drop column spare",
        "insert into parent values (7)");
    assertThat(engine.run("select id, parent from child")).containsExactly("1,7");
  }

  @Test
  void aTableThatIsDroppedNeedsNoParents() {
    engine.block("insert into child values (1, 0, 7)", "drop table child");
    assertThat(engine.run("select count(*) from parent")).containsExactly("0");
  }
}
