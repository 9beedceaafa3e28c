package io.halcyon.txn.participant;

import io.halcyon.txn.participant.Request.Check;
import io.halcyon.txn.record.Intent;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Owner;
import io.halcyon.txn.record.Row;
import io.halcyon.txn.record.Span;
import io.halcyon.txn.record.TxnId;
import io.halcyon.txn.record.TxnOutcome;
import io.halcyon.txn.record.Value;
import io.halcyon.txn.record.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads under C1, in its order: note in the cache, wait for writes in flight at or below, see that
/// a bound covers it, read. A refresh is the same at a later timestamp, and asks only whether
/// anything has changed.
final class Reader {
  /// Points beyond so many bytes are left for the next request, so that an answer fits a message.
  private static final long POINT_BYTES_MAX = 1 << 20;

  private final Scene scene;
  private final Resolver resolver;

  Reader(Scene scene, Resolver resolver) {
    this.scene = scene;
    this.resolver = resolver;
  }

  /// What a read has found so far.
  private static final class Findings {
    private final long readAt;
    private final Map<TxnId, Verdict> known = new HashMap<>();
    private final List<Row> rows = new ArrayList<>();
    private final List<Span> rest = new ArrayList<>();
    private final List<Response.Obstacle> obstacles = new ArrayList<>();
    private final Map<Intent, TxnOutcome> decidedHere = new LinkedHashMap<>();
    private long shown;
    // Of the points so far.
    private long bytes;

    Findings(long readAt, List<Verdict> known) {
      this.readAt = readAt;
      known.forEach(verdict -> this.known.put(verdict.txn(), verdict));
    }

    void shows(long timestamp) {
      shown = Math.max(shown, timestamp);
    }

    void add(Row row) {
      Value value = row.version().value();
      bytes += row.key().bytes().length + (value == null ? 0 : value.bytes().length);
      rows.add(row);
    }
  }

  Wait read(Turn turn, Call call, Request.Read read) {
    if (call.readAt == 0) {
      call.readAt = read.readAt() == 0 ? turn.hlc() : read.readAt();
    }
    long readAt = call.readAt;
    TxnId own = read.reader();
    Wait wait = admit(call, read.spans(), readAt, own == null ? null : own.owner());
    if (!wait.settled()) {
      return wait;
    }
    Findings findings = new Findings(readAt, read.known());
    int left = read.limit();
    for (Span span : read.spans()) {
      if (findings.bytes > POINT_BYTES_MAX) {
        findings.rest.add(span);
      } else if (span.isPoint()) {
        findings.add(new Row(span.start(), point(findings, span.start(), own)));
      } else if (left <= 0) {
        findings.rest.add(span);
      } else {
        int before = findings.rows.size();
        range(findings, span, left, read.reverse(), own);
        left -= findings.rows.size() - before;
      }
    }
    findings.decidedHere.forEach((intent, outcome) -> resolver.settle(turn, intent, outcome));
    if (!findings.obstacles.isEmpty()) {
      return turn.reply(call, new Response.Blocked(readAt, findings.obstacles), 0);
    }
    Response rows = new Response.Rows(readAt, findings.rows, findings.rest);
    return turn.reply(call, rows, findings.shown);
  }

  /// Notes a read and returns what it must wait for.
  Wait admit(Call call, List<Span> spans, long readAt, @Nullable Owner by) {
    if (!call.noted) {
      spans.forEach(span -> scene.cache().note(span, readAt, by));
      call.noted = true;
    }
    for (Span span : spans) {
      Key busy = scene.flights().busy(span, readAt);
      if (busy != null) {
        return new Wait.ForKey(busy);
      }
    }
    return scene.bound().covers(readAt) ? Turn.SETTLED : new Wait.ForBound(readAt);
  }

  private Version point(Findings findings, Key key, @Nullable TxnId own) {
    Version stored = scene.state().at(key, findings.readAt);
    Version seen = over(findings, stored, scene.state().intent(key), own);
    findings.shows(seen.timestamp());
    return seen;
  }

  /// Returns what is visible of a key with an intent: the later of the stored version and of what
  /// the intent became.
  private Version over(
      Findings findings, Version stored, @Nullable Intent intent, @Nullable TxnId own) {
    if (intent == null || intent.txn().id().equals(own) || intent.preparedAt() > findings.readAt) {
      return stored;
    }
    Verdict verdict = verdict(findings, intent, findings.readAt);
    return switch (verdict) {
      case null -> {
        findings.obstacles.add(new Response.Obstacle(intent.txn(), intent.key()));
        yield stored;
      }
      case Verdict.Committed committed ->
          committed.at() <= findings.readAt && committed.at() > stored.timestamp()
              ? new Version(committed.at(), intent.value())
              : stored;
      case Verdict.Aborted _, Verdict.Above _ -> stored;
    };
  }

  /// Returns what is known of an intent's owner, if it settles a read at `readAt`.
  private @Nullable Verdict verdict(Findings findings, Intent intent, long readAt) {
    TxnId owner = intent.txn().id();
    Verdict known = findings.known.get(owner);
    TxnOutcome local = scene.state().record(intent.txn());
    if (local != null) {
      findings.decidedHere.put(intent, local);
      return switch (local) {
        case TxnOutcome.Committed committed -> new Verdict.Committed(owner, committed.at());
        case TxnOutcome.Aborted _ -> new Verdict.Aborted(owner);
      };
    }
    return known instanceof Verdict.Above above && above.pushedTo() < readAt ? null : known;
  }

  private void range(
      Findings findings, Span span, int limit, boolean reverse, @Nullable TxnId own) {
    ShardState.Page page = scene.state().scan(span, findings.readAt, limit, reverse);
    findings.shows(page.shown());
    Span covered = covered(span, page.rest(), reverse);
    Comparator<Key> order = reverse ? Comparator.reverseOrder() : Comparator.naturalOrder();
    TreeMap<Key, Version> rows = new TreeMap<>(order);
    page.rows().forEach(row -> rows.put(row.key(), row.version()));
    for (Intent intent : scene.state().intents(covered)) {
      Version stored = scene.state().at(intent.key(), findings.readAt);
      Version seen = over(findings, stored, intent, own);
      findings.shows(seen.timestamp());
      if (seen.exists()) {
        rows.put(intent.key(), seen);
      } else {
        rows.remove(intent.key());
      }
    }
    rows.forEach((key, version) -> findings.rows.add(new Row(key, version)));
    if (page.rest() != null) {
      findings.rest.add(page.rest());
    }
  }

  private static Span covered(Span span, @Nullable Span rest, boolean reverse) {
    if (rest == null) {
      return span;
    }
    Key restEnd = rest.end();
    if (reverse && restEnd != null) {
      return new Span(restEnd, span.end());
    }
    return new Span(span.start(), rest.start());
  }

  Wait refresh(Turn turn, Call call, Request.Refresh refresh) {
    Owner by = refresh.txn().owner();
    List<Span> spans = refresh.checks().stream().map(Check::span).toList();
    Wait wait = admit(call, spans, refresh.upTo(), by);
    if (!wait.settled()) {
      return wait;
    }
    Response changed = unchanged(refresh.txn(), refresh.checks(), refresh.upTo(), refresh.known());
    if (changed == null) {
      return turn.reply(call, new Response.Done(), 0);
    }
    return turn.reply(call, changed, shownBy(changed));
  }

  /// Returns the timestamp that an answer about changes depends on.
  static long shownBy(Response response) {
    if (response instanceof Response.Changed changed) {
      return changed.at();
    }
    return response instanceof Response.WriteConflict conflict ? conflict.at() : 0;
  }

  /// Returns `Changed` or `Blocked` unless everything is as it was up to `upTo`; the caller has
  /// noted and admitted the read at `upTo`.
  @Nullable Response unchanged(TxnId own, List<Check> checks, long upTo, List<Verdict> known) {
    Findings findings = new Findings(upTo, known);
    for (Check check : checks) {
      if (check.from() >= upTo) {
        continue;
      }
      Response changed = changedStored(check, upTo);
      if (changed == null) {
        changed = changedByIntent(findings, check, own);
      }
      if (changed != null) {
        return changed;
      }
    }
    return findings.obstacles.isEmpty() ? null : new Response.Blocked(upTo, findings.obstacles);
  }

  private @Nullable Response changedStored(Check check, long upTo) {
    Span span = check.span();
    if (!span.isPoint()) {
      return scene.state().changed(span, check.from(), upTo)
          ? new Response.Changed(span.start(), upTo, null)
          : null;
    }
    long last = scene.state().lastWriteAfter(span.start(), check.from());
    if (last > upTo) {
      long visible = scene.state().at(span.start(), upTo).timestamp();
      last = visible > check.from() ? visible : 0;
    }
    return last > 0
        ? new Response.Changed(span.start(), last, scene.writers().writer(span.start(), last))
        : null;
  }

  private @Nullable Response changedByIntent(Findings findings, Check check, TxnId own) {
    List<Intent> intents =
        check.span().isPoint()
            ? pointIntent(check.span().start())
            : scene.state().intents(check.span());
    for (Intent intent : intents) {
      if (intent.txn().id().equals(own) || intent.preparedAt() > findings.readAt) {
        continue;
      }
      Verdict verdict = verdict(findings, intent, findings.readAt);
      if (verdict == null) {
        findings.obstacles.add(new Response.Obstacle(intent.txn(), intent.key()));
      } else if (verdict instanceof Verdict.Committed committed
          && committed.at() > check.from()
          && committed.at() <= findings.readAt) {
        return new Response.Changed(intent.key(), committed.at(), intent.txn());
      }
    }
    return null;
  }

  private List<Intent> pointIntent(Key key) {
    Intent intent = scene.state().intent(key);
    return intent == null ? List.of() : List.of(intent);
  }
}
