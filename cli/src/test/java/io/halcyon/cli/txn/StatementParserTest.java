package io.halcyon.cli.txn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.halcyon.client.KeyLock;
import io.halcyon.client.TransactionOptions.Isolation;
import io.halcyon.core.id.RequestId;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatementParserTest {
  private static Statement parse(String line) {
    return StatementParser.parse(List.of(line.split(" ")));
  }

  @Test
  void aBeginNamesItsIsolation() {
    assertThat(parse("begin")).isEqualTo(new Statement.Begin(Isolation.SERIALIZABLE, false));
    assertThat(parse("BEGIN Read Committed"))
        .isEqualTo(new Statement.Begin(Isolation.READ_COMMITTED, false));
    assertThat(parse("begin snapshot read only"))
        .isEqualTo(new Statement.Begin(Isolation.SNAPSHOT, true));
    assertThat(parse("begin read only"))
        .isEqualTo(new Statement.Begin(Isolation.SERIALIZABLE, true));
  }

  @Test
  void readsAndWritesNameKeys() {
    assertThat(parse("get a b")).isEqualTo(new Statement.Get(List.of("a", "b")));
    assertThat(parse("put a 1")).isEqualTo(new Statement.Put("a", "1"));
    assertThat(parse("delete a")).isEqualTo(new Statement.Delete("a"));
    assertThat(parse("scan user/")).isEqualTo(new Statement.ScanPrefix("user/", 100));
    assertThat(parse("scan user/ limit 3")).isEqualTo(new Statement.ScanPrefix("user/", 3));
    assertThat(parse("scan from a to c limit 7")).isEqualTo(new Statement.ScanRange("a", "c", 7));
  }

  @Test
  void aLockSaysHow() {
    assertThat(parse("lock a")).isEqualTo(new Statement.Lock(List.of("a"), KeyLock.FOR_UPDATE));
    assertThat(parse("lock a b for share nowait"))
        .isEqualTo(new Statement.Lock(List.of("a", "b"), KeyLock.FOR_SHARE.nowait()));
    assertThat(parse("lock a for update skip locked"))
        .isEqualTo(new Statement.Lock(List.of("a"), KeyLock.FOR_UPDATE.skipLocked()));
  }

  @Test
  void rollbackAndRollbackToAreTwoThings() {
    assertThat(parse("rollback")).isEqualTo(new Statement.Rollback());
    assertThat(parse("rollback to here")).isEqualTo(new Statement.RollbackTo("here"));
    assertThat(parse("savepoint here")).isEqualTo(new Statement.Savepoint("here"));
    assertThat(parse("release here")).isEqualTo(new Statement.Release("here"));
    assertThat(parse("commit")).isEqualTo(new Statement.Commit());
  }

  @Test
  void whatIsWrongIsAnsweredWithItsForm() {
    for (String wrong :
        List.of(
            "put a",
            "get",
            "begin quickly",
            "scan",
            "scan a limit x",
            "scan a limit 0",
            "lock for share",
            "rollback here",
            "commit now",
            "savepoint",
            "jump")) {
      assertThatThrownBy(() -> parse(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> parse("put a")).hasMessage("write: put KEY VALUE");
    assertThatThrownBy(() -> parse("jump")).hasMessageContaining("there are begin, get, put");
  }

  @Test
  void requestIdsAreReadAsTheyAreShown() {
    RequestId id = new RequestId(-3, 17, 1_795_319_748_147L);

    assertThat(RequestIds.show(id)).isEqualTo("fffffffffffffffd-17-1795319748147");
    assertThat(RequestIds.read(RequestIds.show(id))).isEqualTo(id);
    assertThatThrownBy(() -> RequestIds.read("17")).hasMessageContaining("not a request id");
  }
}
