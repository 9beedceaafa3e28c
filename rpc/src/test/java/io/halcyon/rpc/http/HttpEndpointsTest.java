package io.halcyon.rpc.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpEndpointsTest {
  private final AtomicReference<Optional<String>> problem =
      new AtomicReference<>(Optional.of("no ring yet"));
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpEndpoints endpoints;

  @BeforeEach
  void start() throws IOException {
    endpoints =
        HttpEndpoints.builder()
            .metrics(() -> "halcyon_up 1\n")
            .readiness(problem::get)
            .page("/ring", () -> HttpPage.json("{}"))
            .page(
                "/broken",
                () -> {
                  throw new IllegalStateException("secret");
                })
            .start(0);
  }

  @AfterEach
  void stop() {
    endpoints.close();
    client.close();
  }

  @Test
  void servesMetricsAsPrometheusText() throws Exception {
    HttpResponse<String> response = get("/metrics");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("halcyon_up 1\n");
    assertThat(response.headers().firstValue("content-type").orElseThrow())
        .startsWith("text/plain; version=0.0.4");
  }

  @Test
  void isAliveBeforeItIsReady() throws Exception {
    assertThat(get("/healthz").statusCode()).isEqualTo(200);
    assertThat(get("/readyz").statusCode()).isEqualTo(503);
    assertThat(get("/readyz").body()).isEqualTo("no ring yet\n");
    problem.set(Optional.empty());
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
  }

  @Test
  void servesFurtherPagesAndNothingElse() throws Exception {
    assertThat(get("/ring").body()).isEqualTo("{}");
    assertThat(get("/metrics/x").statusCode()).isEqualTo(404);
    assertThat(get("/").statusCode()).isEqualTo(404);
  }

  @Test
  void tellsNoInternalsWhenAPageFails() throws Exception {
    HttpResponse<String> response = get("/broken");
    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body()).doesNotContain("secret");
  }

  @Test
  void refusesToBeWrittenTo() throws Exception {
    HttpRequest post =
        HttpRequest.newBuilder(uri("/healthz")).POST(HttpRequest.BodyPublishers.noBody()).build();
    assertThat(client.send(post, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(405);
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + endpoints.port() + path);
  }
}
