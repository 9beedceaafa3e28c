package io.halcyon.txn.coordinator;

import static io.halcyon.txn.fake.FakeCluster.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Row;
import io.halcyon.txn.record.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What tests say to transactions, and how they read what is answered.
final class Said {
  private Said() {}

  static Statement put(String key, String text) {
    return new Statement.Put(Key.of(key), value(text));
  }

  static Statement get(String... keys) {
    return new Statement.Get(List.of(keys).stream().map(Key::of).toList());
  }

  /// Returns rows as `key=value`, `-` for absent.
  static List<String> rows(@Nullable Answer answer) {
    assertThat(answer).isInstanceOf(Answer.Rows.class);
    List<String> texts = new ArrayList<>();
    if (answer instanceof Answer.Rows rows) {
      for (Row row : rows.rows()) {
        Value value = row.version().value();
        texts.add(
            row.key()
                + "="
                + (value == null ? "-" : new String(value.bytes(), StandardCharsets.UTF_8)));
      }
    }
    return texts;
  }

  static long readAt(@Nullable Answer answer) {
    assertThat(answer).isInstanceOf(Answer.Rows.class);
    return answer instanceof Answer.Rows rows ? rows.readAt() : 0;
  }
}
