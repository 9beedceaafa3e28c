package io.halcyon.raftstorage.ratis.rpc;

import io.halcyon.core.id.NodeId;
import io.halcyon.raftstorage.transport.PeerFailure;
import io.halcyon.raftstorage.transport.ReplyHandler;
import java.io.IOException;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.leader.LogAppenderBase;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.raftlog.RaftLogIOException;
import org.apache.ratis.util.LifeCycle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Replicates one group's log to one follower: the leader's half of AppendEntries, Ongaro and
/// Ousterhout, "In Search of an Understandable Consensus Algorithm" (2014), section 5.3.
///
/// Runs on the event loop of the follower's node, without a thread of its own: news only schedules
/// a step, so all entries that came together go in one append, and the appends of all groups to
/// that node in one frame. Appends are pipelined up to a bound ({@link AppendWindow}). Until the
/// first success after a start or a failure there is one at a time. A failure sets the next index
/// back to the oldest append without a reply (never below the match index) and waits for the next
/// tick or connection.
///
/// The commit index rides on appends and heartbeats; a follower that is behind without either gets
/// a heartbeat after a short delay rather than at once.
///
/// State belongs to the event loop; Ratis calls {@link #start}, {@link #stopAsync}, {@link
/// #notifyLogAppender}, {@link #triggerHeartbeat} and {@link #getCallId} from any thread, none of
/// which wait.
final class PipelinedLogAppender extends LogAppenderBase {
  private static final Logger log = LoggerFactory.getLogger(PipelinedLogAppender.class);
  private static final int WAIT_TICKS_MAX = 8;
  private static final int QUICK_RETRIES = 10;
  private static final long TICKS_PER_TIMEOUT = 8;
  private static final long TICK_MILLIS_MAX = 250;
  private static final long TICK_MILLIS_MIN = 5;

  private enum State {
    NEW,
    RUNNING,
    CLOSED
  }

  private final PeerRaftRpc rpc;
  private final NodeId follower;
  private final FollowerLoop loop;
  private final SnapshotNotice snapshotNotice;
  private final AppendWindow window;
  private final AtomicReference<State> state = new AtomicReference<>(State.NEW);
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final AtomicLong callId = new AtomicLong();
  private int errors;
  private int waitTicks;
  private long noticedCommit = RaftLog.INVALID_LOG_INDEX;

  PipelinedLogAppender(
      RaftServer.Division server, LeaderState leader, FollowerInfo follower, PeerRaftRpc rpc) {
    super(server, leader, follower);
    this.rpc = rpc;
    this.follower = PeerNames.node(follower.getId());
    long tick = server.properties().minRpcTimeoutMs() / TICKS_PER_TIMEOUT;
    this.loop = rpc.loop(this.follower, Math.clamp(tick, TICK_MILLIS_MIN, TICK_MILLIS_MAX));
    this.window = new AppendWindow(rpc.config());
    this.snapshotNotice = new SnapshotNotice(this, rpc);
  }

  NodeId follower() {
    return follower;
  }

  @Override
  public void start() {
    if (state.compareAndSet(State.NEW, State.RUNNING)) {
      loop.add(this);
      schedule();
    }
  }

  @Override
  public boolean isRunning() {
    return state.get() == State.RUNNING
        && getServer().getInfo().isAlive()
        && getServer().getInfo().isLeader()
        && getRaftLog().isOpened();
  }

  /// Never waits: Ratis may call this on the very event loop that this appender runs on.
  @Override
  public CompletableFuture<LifeCycle.State> stopAsync() {
    state.set(State.CLOSED);
    loop.remove(this);
    return CompletableFuture.completedFuture(LifeCycle.State.CLOSED);
  }

  /// There is no thread to run: see {@link #step}.
  @Override
  public void run() {
    throw new UnsupportedOperationException("driven by its event loop");
  }

  /// News of a commit alone does not wake the event loop: see {@link #noticeLater}.
  @Override
  public void notifyLogAppender() {
    if (shouldSendAppendEntries()) {
      schedule();
    }
  }

  @Override
  public boolean hasPendingDataRequests() {
    return !window.isEmpty();
  }

  @Override
  public long getCallId() {
    return callId.get();
  }

  @Override
  public Comparator<Long> getCallIdComparator() {
    return Comparator.naturalOrder();
  }

  void schedule() {
    if (state.get() == State.RUNNING && scheduled.compareAndSet(false, true)) {
      loop.execute(this::step);
    }
  }

  private void step() {
    scheduled.set(false);
    advance(0);
  }

  void onTick() {
    if (!isRunning()) {
      return;
    }
    getLeaderState().checkHealth(getFollower());
    if (waitTicks > 0) {
      waitTicks--;
    }
    // Heartbeats that would fall due before the next tick go now, together with the others'.
    advance(loop.tickMillis());
  }

  void onConnected() {
    errors = 0;
    waitTicks = 0;
    schedule();
  }

  /// Tells the follower the commit index if it has been behind since the last look.
  void onCommitNotice() {
    if (!isRunning() || !loop.isConnected() || waitTicks > 0) {
      return;
    }
    try {
      if (window.isEmpty() && getFollower().getCommitIndex() < noticedCommit) {
        rpc.counters().commitNotices.increment();
        sendHeartbeat();
      } else {
        noticeLater();
      }
    } catch (RaftLogIOException | RuntimeException e) {
      failedStep(e);
    }
  }

  /// Looks at the follower's commit index soon, while it may be behind.
  private void noticeLater() {
    long commit = getRaftLog().getLastCommittedIndex();
    boolean mayBeBehind = !window.isEmpty() || commit > getFollower().getCommitIndex();
    if (mayBeBehind && loop.noticeLater(this)) {
      noticedCommit = commit;
    }
  }

  /// Does whatever can be done now.
  ///
  /// @param slackMillis heartbeats that fall due so soon are sent already
  private void advance(long slackMillis) {
    if (!isRunning() || !loop.isConnected()) {
      return;
    }
    try {
      if (getHeartbeatWaitTimeMs() <= slackMillis) {
        sendHeartbeat();
      }
      TermIndex firstAvailable = waitTicks > 0 ? null : shouldNotifyToInstallSnapshot();
      if (firstAvailable != null) {
        snapshotNotice.send(firstAvailable);
        return;
      }
      while (waitTicks == 0 && window.isOpen() && hasAppendEntries()) {
        if (!sendEntries()) {
          break;
        }
      }
      noticeLater();
    } catch (RaftLogIOException | RuntimeException e) {
      failedStep(e);
    }
  }

  private void failedStep(Exception e) {
    waitTicks = WAIT_TICKS_MAX;
    if (isRunning()) {
      log.atWarn().addKeyValue("replica", this).setCause(e).log("log appender failed; it retries");
    }
  }

  private void sendHeartbeat() throws RaftLogIOException {
    send(newAppendEntriesRequest(callId.getAndIncrement(), true));
    rpc.counters().heartbeats.increment();
  }

  private boolean sendEntries() throws RaftLogIOException {
    AppendEntriesRequestProto request = newAppendEntriesRequest(callId.getAndIncrement(), false);
    if (request == null) {
      return false;
    }
    int count = request.getEntriesCount();
    if (count > 0) {
      getFollower().increaseNextIndex(request.getEntries(count - 1).getIndex() + 1);
      rpc.counters().appends.increment();
      rpc.counters().appendedEntries.add(count);
    }
    send(request);
    return count > 0;
  }

  /// Ratis takes a learner that became a voter to be initializing until the next change of leader;
  /// being told so it would neither vote nor stand for election.
  private AppendEntriesRequestProto asVoter(AppendEntriesRequestProto request) {
    boolean voter =
        request.getInitializing()
            && getServer().getRaftConf().getPeer(getFollowerId(), RaftPeerRole.FOLLOWER) != null;
    return voter ? request.toBuilder().setInitializing(false).build() : request;
  }

  private void send(AppendEntriesRequestProto built) {
    AppendEntriesRequestProto request = asVoter(built);
    boolean heartbeat = request.getEntriesCount() == 0;
    resetHeartbeatTrigger();
    getFollower().updateLastRpcSendTime(heartbeat);
    SentAppend sent = new SentAppend(request);
    if (!heartbeat) {
      window.add(sent);
    }
    boolean askClock = !heartbeat && rpc.config().askClock();
    rpc.send(follower, RaftCall.APPEND, request, askClock, new Reply(sent));
  }

  private final class Reply implements ReplyHandler {
    private final SentAppend sent;

    Reply(SentAppend sent) {
      this.sent = sent;
    }

    @Override
    public void received(byte[] body) {
      boolean current = window.remove(sent);
      if (!isRunning()) {
        return;
      }
      try {
        replied(sent, current, ProtoMessage.parse(AppendEntriesReplyProto.parser(), body));
      } catch (IOException | RuntimeException e) {
        failedStep(e);
      }
      schedule();
    }

    @Override
    public void failed(PeerFailure failure) {
      if (isRunning()) {
        appendFailed(sent, failure);
      }
    }
  }

  private void replied(SentAppend sent, boolean current, AppendEntriesReplyProto reply) {
    FollowerInfo info = getFollower();
    info.updateLastRespondedAppendEntriesSendTime(sent.sentAt());
    info.updateLastRpcResponseTime();
    switch (reply.getResult()) {
      case SUCCESS -> {
        errors = 0;
        info.getErrorState().updateErrorCount(false);
        window.succeeded();
        getLeaderState().onFollowerCommitIndex(info, reply.getFollowerCommit());
        if (info.updateMatchIndex(reply.getMatchIndex())) {
          info.updateNextIndex(reply.getMatchIndex() + 1);
          getLeaderState().onFollowerSuccessAppendEntries(info);
        }
      }
      case NOT_LEADER -> notLeader(sent, current, reply.getTerm());
      case INCONSISTENCY -> inconsistent(sent, current, reply.getNextIndex());
      case UNRECOGNIZED ->
          throw new IllegalStateException("unknown result of an append: " + reply.getResult());
    }
    getLeaderState().onAppendEntriesReply(this, reply);
  }

  private void notLeader(SentAppend sent, boolean current, long term) {
    waitForTick();
    if (current) {
      getFollower().computeNextIndex(old -> Math.min(old, sent.firstIndex()));
      window.reset();
    }
    followerTerm(term);
  }

  /// Stepping down takes the group's lock, which may be held during a write to disk.
  void followerTerm(long term) {
    rpc.blocking().execute(() -> onFollowerTerm(term));
  }

  private void inconsistent(SentAppend sent, boolean current, long replyNextIndex) {
    if (!current && !sent.isHeartbeat()) {
      // An earlier reply has reset the pipeline that this append belonged to.
      return;
    }
    rpc.counters().inconsistencies.increment();
    getFollower().getErrorState().updateErrorCount(true);
    errors++;
    if (errors > QUICK_RETRIES) {
      waitTicks = Math.min(errors - QUICK_RETRIES, WAIT_TICKS_MAX);
    }
    window.reset();
    getFollower().setNextIndex(getNextIndexForInconsistency(sent.firstIndex(), replyNextIndex));
  }

  private void appendFailed(SentAppend sent, PeerFailure failure) {
    getFollower().getErrorState().updateErrorCount(true);
    errors++;
    waitTicks = Math.min(errors, WAIT_TICKS_MAX);
    log.atDebug().addKeyValue("replica", this).addKeyValue("failure", failure).log("append failed");
    if (window.contains(sent)) {
      long next = Math.max(getFollower().getMatchIndex() + 1, window.oldestIndex());
      rpc.counters().resets.increment();
      getFollower().computeNextIndex(old -> Math.min(old, next));
      window.reset();
    }
  }

  /// The follower has installed a snapshot up to `index`.
  void snapshotInstalled(InstallSnapshotReplyProto reply) {
    long index = reply.getSnapshotIndex();
    window.reset();
    getFollower().setSnapshotIndex(index);
    getFollower().setAttemptedToInstallSnapshot();
    getLeaderState().onFollowerCommitIndex(getFollower(), index);
    getFollower().updateNextIndex(index + 1);
  }

  /// Gives the follower time before the next try.
  void waitForTick() {
    waitTicks = Math.max(waitTicks, 1);
  }
}
