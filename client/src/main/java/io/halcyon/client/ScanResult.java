package io.halcyon.client;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// The pairs of a scan, fetched page by page while they are consumed, one page ahead. All pages are
/// of one snapshot, that of the first.
///
/// Each iterator is a scan of its own, in a snapshot of its own unless the scan names one. Nothing
/// is held at the server, so an iterator may be abandoned at any point. Its methods block and throw
/// `HalcyonException`; an iterator is for one thread.
public final class ScanResult implements Iterable<Entry> {
  private final AsyncClient client;
  private final Scan scan;

  ScanResult(AsyncClient client, Scan scan) {
    this.client = client;
    this.scan = scan;
  }

  @Override
  public Iterator<Entry> iterator() {
    return new PagedIterator();
  }

  /// Returns the pairs as a sequential stream.
  public Stream<Entry> stream() {
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(
            iterator(), Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.DISTINCT),
        false);
  }

  /// Fetches everything.
  public List<Entry> toList() {
    return stream().toList();
  }

  private final class PagedIterator implements Iterator<Entry> {
    private Iterator<Entry> page = List.<Entry>of().iterator();
    private @Nullable CompletableFuture<ScanPage> nextPage = fetch(new byte[0], scan.limit());
    private long left = scan.limit();

    @Override
    public boolean hasNext() {
      while (left > 0 && !page.hasNext() && nextPage != null) {
        ScanPage arrived = client.awaitRead(nextPage);
        page = arrived.entries().iterator();
        long after = left - arrived.entries().size();
        nextPage = arrived.isLast() || after <= 0 ? null : fetch(arrived.nextPageToken(), after);
      }
      return left > 0 && page.hasNext();
    }

    @Override
    public Entry next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      left--;
      return page.next();
    }

    private CompletableFuture<ScanPage> fetch(byte[] token, long most) {
      return client.scanPage(scan.pageSize((int) Math.min(scan.pageSize(), most)), token);
    }
  }
}
