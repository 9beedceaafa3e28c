package io.halcyon.rpc.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves `/healthz` (the process is alive), `/readyz` (it can serve; else 503 with the reason),
/// `/metrics` (Prometheus text) and further pages over HTTP.
///
/// Requests run on virtual threads, a bounded number at a time; more are answered 503. Thread-safe.
public final class HttpEndpoints implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HttpEndpoints.class);
  private static final int BACKLOG = 128;
  private static final int CONCURRENT_MAX = 64;
  private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final HttpServer server;
  private final ExecutorService executor;
  private final Map<String, Supplier<HttpPage>> pages;
  private final Semaphore running = new Semaphore(CONCURRENT_MAX);
  private final AtomicBoolean closed = new AtomicBoolean();

  private HttpEndpoints(
      HttpServer server, ExecutorService executor, Map<String, Supplier<HttpPage>> pages) {
    this.server = server;
    this.executor = executor;
    this.pages = Map.copyOf(pages);
  }

  public static Builder builder() {
    return new Builder();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      server.stop(0);
      executor.shutdownNow();
    }
  }

  private void serve(HttpExchange exchange) throws IOException {
    if (!running.tryAcquire()) {
      send(exchange, HttpPage.text(503, "too many requests at a time\n"));
      return;
    }
    try {
      send(exchange, answer(exchange));
    } finally {
      running.release();
    }
  }

  private HttpPage answer(HttpExchange exchange) {
    String method = exchange.getRequestMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return HttpPage.text(405, "only GET and HEAD\n");
    }
    Supplier<HttpPage> page = pages.get(exchange.getRequestURI().getPath());
    if (page == null) {
      return HttpPage.text(404, "not found\n");
    }
    try {
      return page.get();
    } catch (RuntimeException e) {
      log.atWarn()
          .addKeyValue("path", exchange.getRequestURI().getPath())
          .setCause(e)
          .log("page failed");
      return HttpPage.text(500, "internal error\n");
    }
  }

  private static void send(HttpExchange exchange, HttpPage page) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", page.contentType());
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.sendResponseHeaders(page.status(), -1);
        return;
      }
      byte[] body = page.body();
      exchange.sendResponseHeaders(page.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  /// Collects the pages; not thread-safe.
  public static final class Builder {
    private final Map<String, Supplier<HttpPage>> pages = new TreeMap<>();

    private Builder() {
      page("/healthz", () -> HttpPage.text(200, "ok\n"));
      readiness(Optional::empty);
    }

    /// Serves Prometheus text at `/metrics`.
    public Builder metrics(Supplier<String> text) {
      return page(
          "/metrics",
          () -> new HttpPage(200, METRICS_TYPE, text.get().getBytes(StandardCharsets.UTF_8)));
    }

    /// Decides `/readyz`: ready unless a problem is named.
    public Builder readiness(Supplier<Optional<String>> problem) {
      return page(
          "/readyz",
          () ->
              problem
                  .get()
                  .map(reason -> HttpPage.text(503, reason + "\n"))
                  .orElseGet(() -> HttpPage.text(200, "ready\n")));
    }

    /// Serves a further page at exactly this path, or replaces one.
    public Builder page(String path, Supplier<HttpPage> page) {
      if (!path.startsWith("/")) {
        throw new IllegalArgumentException("path must begin with a slash: " + path);
      }
      pages.put(path, page);
      return this;
    }

    /// Starts on the loopback address.
    ///
    /// @param port 0 takes a free one
    /// @throws IOException if the port cannot be bound
    public HttpEndpoints start(int port) throws IOException {
      return start(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /// @throws IOException if the address cannot be bound
    public HttpEndpoints start(InetSocketAddress address) throws IOException {
      HttpServer server = HttpServer.create(address, BACKLOG);
      ExecutorService executor =
          Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("halcyon-http-", 0).factory());
      HttpEndpoints endpoints = new HttpEndpoints(server, executor, pages);
      server.createContext("/", endpoints::serve);
      server.setExecutor(executor);
      server.start();
      return endpoints;
    }
  }
}
