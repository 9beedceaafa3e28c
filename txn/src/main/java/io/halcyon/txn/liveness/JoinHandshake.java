package io.halcyon.txn.liveness;

import io.halcyon.core.id.Incarnation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Rule C3, the newcomer's side: register, *then* read the member set, be introduced to each member
/// (or see it declared down), then activate.
///
/// | state | input | effects | next state |
/// |---|---|---|---|
/// | idle | `Start` | `Register` | registering |
/// | registering | `Registered(attempt, self, members)` | `Begin`, `Introduce` to each | introducing |
/// | registering | `Refused(attempt)` | `Register` (next attempt) | registering |
/// | introducing | `Introduced(self, m, h)` | `MergeHlc`; `Activate` if it was the last | introducing or activating |
/// | introducing | `Down(m)`, m had not replied | `Introduce` to all others *again*; `Activate` if none is left | introducing or activating |
/// | activating | `Down(m)`, whoever | nothing | activating |
/// | activating | `Activated(self)` | `Serve` | active |
/// | registering, introducing, activating | `Tick` | what is outstanding, again | the same |
/// | any but idle | `Down(self)` | `StopServing`, `Register` (next attempt) | registering |
///
/// Inputs that name another attempt or another incarnation of oneself are stale and ignored. `Down`
/// also reports a member that a newer incarnation of its node has superseded.
///
/// The members' set must be read at or after the registration's entry in the system shard's log;
/// whoever registers later introduces itself to this node. Activation is conditional: it succeeds
/// only while the incarnation is still registered and not down.
///
/// Why all are asked again when one goes down without having replied: that one may have shown a
/// version after the others had replied and before its lease ended. Those of *its* floor set had
/// their clocks above the version by then, so they are asked once more, now that it can show
/// nothing.
///
/// Confined to one thread.
public final class JoinHandshake {
  /// What the handshake reacts to.
  public sealed interface Input {
    /// Begin; ignored unless idle.
    record Start() implements Input {}

    /// The registration is committed.
    ///
    /// @param members every other incarnation that is registered and not down, joining ones too
    record Registered(long attempt, Incarnation self, Set<Incarnation> members) implements Input {
      public Registered {
        members = Set.copyOf(members);
      }
    }

    /// The registration was refused: the incarnation is already down, or a newer one is known. It
    /// happens when the answer to an earlier request of the same attempt was lost.
    record Refused(long attempt) implements Input {}

    /// A member has added this incarnation to its floor set and tells its clock.
    ///
    /// @param round the round named in the request, so that an answer to an earlier one is not
    ///   taken for an answer to this one
    record Introduced(Incarnation self, long round, Incarnation member, long hlc)
        implements Input {}

    /// The system shard has declared an incarnation down, or a newer one has superseded it.
    record Down(Incarnation member) implements Input {}

    /// The activation is committed.
    record Activated(Incarnation self) implements Input {}

    /// Time has passed: send again what has not been answered.
    record Tick() implements Input {}
  }

  /// What the shell must do, in this order.
  public sealed interface Effect {
    /// Ask the system shard for a registration under a new incarnation number.
    record Register(long attempt) implements Effect {}

    /// Start a new floor and member table for `self` with these members, before anything is sent.
    record Begin(Incarnation self, Set<Incarnation> members) implements Effect {}

    /// Ask a member to add `self`.
    record Introduce(Incarnation self, long round, Incarnation member) implements Effect {}

    /// Merge into the own clock, and note as heard from `member`.
    record MergeHlc(Incarnation member, long hlc) implements Effect {}

    /// Ask the system shard to activate `self`.
    record Activate(Incarnation self) implements Effect {}

    /// From now on ask for the lease and count its grants: under it, the node may serve.
    record Serve(Incarnation self) implements Effect {}

    /// End the session at once ({@link LeaseHolder#lost}).
    record StopServing() implements Effect {}
  }

  private enum State {
    IDLE,
    REGISTERING,
    INTRODUCING,
    ACTIVATING,
    ACTIVE
  }

  private State state = State.IDLE;
  private long attempt;
  private long round;
  private @Nullable Incarnation self;
  private final Set<Incarnation> members = new HashSet<>();
  private final Set<Incarnation> waiting = new HashSet<>();

  /// Takes one input and returns what is to be done.
  public List<Effect> step(Input input) {
    return switch (input) {
      case Input.Start _ -> state == State.IDLE ? register() : List.of();
      case Input.Registered in -> registered(in);
      case Input.Refused in ->
          state == State.REGISTERING && in.attempt() == attempt ? register() : List.of();
      case Input.Introduced in -> introduced(in);
      case Input.Down in -> down(in.member());
      case Input.Activated in -> activated(in);
      case Input.Tick _ -> outstanding();
    };
  }

  /// Returns whether the node has been activated and not been declared down since.
  public boolean active() {
    return state == State.ACTIVE;
  }

  /// Returns the registered incarnation, joining or active; null while there is none.
  public @Nullable Incarnation self() {
    return self;
  }

  /// Returns the members whose reply is awaited: whom to name when joining takes long.
  public Set<Incarnation> waitingFor() {
    return Set.copyOf(waiting);
  }

  private List<Effect> register() {
    state = State.REGISTERING;
    attempt++;
    self = null;
    members.clear();
    waiting.clear();
    return List.of(new Effect.Register(attempt));
  }

  private List<Effect> registered(Input.Registered in) {
    if (state != State.REGISTERING || in.attempt() != attempt) {
      return List.of();
    }
    self = in.self();
    members.addAll(in.members());
    members.remove(in.self());
    waiting.addAll(members);
    state = State.INTRODUCING;
    round++;
    List<Effect> effects = new ArrayList<>();
    effects.add(new Effect.Begin(in.self(), Set.copyOf(members)));
    effects.addAll(introductions(in.self()));
    return effects;
  }

  private List<Effect> introduced(Input.Introduced in) {
    if (state != State.INTRODUCING
        || !in.self().equals(self)
        || in.round() != round
        || !waiting.remove(in.member())) {
      return List.of();
    }
    Effect merge = new Effect.MergeHlc(in.member(), in.hlc());
    if (!waiting.isEmpty()) {
      return List.of(merge);
    }
    state = State.ACTIVATING;
    return List.of(merge, new Effect.Activate(in.self()));
  }

  private List<Effect> down(Incarnation member) {
    Incarnation own = self;
    if (own == null) {
      return List.of();
    }
    if (member.equals(own)) {
      List<Effect> effects = new ArrayList<>();
      effects.add(new Effect.StopServing());
      effects.addAll(register());
      return effects;
    }
    members.remove(member);
    if (state != State.INTRODUCING || !waiting.remove(member)) {
      return List.of();
    }
    waiting.addAll(members);
    round++;
    return introductions(own);
  }

  private List<Effect> activated(Input.Activated in) {
    if (state != State.ACTIVATING || !in.self().equals(self)) {
      return List.of();
    }
    state = State.ACTIVE;
    return List.of(new Effect.Serve(in.self()));
  }

  private List<Effect> outstanding() {
    Incarnation own = self;
    if (state == State.REGISTERING) {
      return List.of(new Effect.Register(attempt));
    }
    if (own == null || state == State.ACTIVE) {
      return List.of();
    }
    return introductions(own);
  }

  /// Asks those that have not replied; when there is none, asks for the activation.
  private List<Effect> introductions(Incarnation own) {
    if (waiting.isEmpty()) {
      state = State.ACTIVATING;
      return List.of(new Effect.Activate(own));
    }
    List<Effect> effects = new ArrayList<>();
    waiting.stream()
        .sorted(Comparator.comparing(Incarnation::node).thenComparingLong(Incarnation::number))
        .forEach(member -> effects.add(new Effect.Introduce(own, round, member)));
    return effects;
  }
}
