package io.halcyon.verify.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;

/// Lets one of several threads run at a time, and chooses the next by seed whenever one offers its
/// turn: the same seed gives the same interleaving.
public final class Turns {
  private final RandomGenerator random;
  private final Map<Thread, Semaphore> seats = new ConcurrentHashMap<>();
  private final List<Thread> alive = new ArrayList<>(); // touched only by whoever has the turn

  public Turns(RandomGenerator random) {
    this.random = random;
  }

  /// Runs all of them to their ends.
  public void run(List<Runnable> bodies) throws InterruptedException {
    CountDownLatch over = new CountDownLatch(bodies.size());
    ConcurrentLinkedQueue<Throwable> crashes = new ConcurrentLinkedQueue<>();
    for (Runnable body : bodies) {
      Semaphore seat = new Semaphore(0);
      Thread thread =
          Thread.ofVirtual()
              .unstarted(() -> {
                seat.acquireUninterruptibly();
                try {
                  body.run();
                } catch (Throwable crash) {
                  crashes.add(crash);
                } finally {
                  alive.remove(Thread.currentThread());
                  over.countDown();
                  passOn();
                }
              });
      seats.put(thread, seat);
      alive.add(thread);
    }
    List.copyOf(alive).forEach(Thread::start);
    passOn();
    over.await();
    if (!crashes.isEmpty()) {
      throw new AssertionError("a client ended by itself", crashes.peek());
    }
  }

  /// Offers the turn; without effect for threads that are not scheduled here.
  public void offer() {
    Semaphore own = seats.get(Thread.currentThread());
    if (own != null) {
      passOn();
      own.acquireUninterruptibly();
    }
  }

  private void passOn() {
    if (!alive.isEmpty()) {
      Semaphore next = seats.get(alive.get(random.nextInt(alive.size())));
      if (next != null) {
        next.release();
      }
    }
  }
}
