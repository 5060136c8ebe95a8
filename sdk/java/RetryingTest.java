package mascarilla;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import mascarilla.api.TasksApi;
import mascarilla.model.EmbedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client and a service that answers as it is told, by HTTP; waiting takes no time. */
class RetryingTest {
  private HttpServer server;
  private final List<String[]> answers = new ArrayList<>();
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final List<String> deadlines = new CopyOnWriteArrayList<>();
  private final List<Long> waits = new ArrayList<>();
  private final FakeClock clock = new FakeClock();

  private static final class FakeClock extends Clock {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          deadlines.add(exchange.getRequestHeaders().getFirst("x-request-timeout-ms"));
          bodies.add(readAll(exchange.getRequestBody()));
          String[] answer = answers.remove(0);
          int status = Integer.parseInt(answer[0]);
          if (answer.length > 1) exchange.getResponseHeaders().set("retry-after", answer[1]);
          exchange.getResponseHeaders().set("content-type", "application/json");
          byte[] body = (status == 200 ? "[[1, 2]]" : "{}").getBytes();
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void retryAfterIsHonoured() throws ApiException {
    answer("429", "7");
    answer("503", "2");
    answer("200");
    assertEquals(Arrays.asList(1.0, 2.0), embed(client(4)));
    assertEquals(Arrays.asList(7000L, 2000L), waits);
    assertEquals(3, bodies.size());
    for (String body : bodies) assertEquals(bodies.get(0), body);
    assertTrue(bodies.get(0).contains("\"inputs\":\"tos\""));
    assertEquals(Arrays.asList("60000", "53000", "51000"), deadlines);
  }

  @Test
  void retryAfterMayBeADate() throws ApiException {
    answer("503", "Thu, 01 Jan 2026 00:00:09 GMT");
    answer("503", "Wed, 31 Dec 2025 00:00:00 GMT");
    answer("200");
    embed(client(4));
    assertEquals(Arrays.asList(9000L, 0L), waits);
  }

  @Test
  void waitsGrowWithoutRetryAfter() throws ApiException {
    answer("503");
    answer("429", "soon");
    answer("503");
    answer("200");
    embed(client(4));
    for (int tries = 0; tries < 3; tries += 1) {
      long longest = 250L << tries;
      assertTrue(waits.get(tries) >= longest / 2 && waits.get(tries) <= longest, waits.toString());
    }
  }

  @Test
  void nobodyWaitsForWhatWouldBeTooLate() {
    for (String far : Arrays.asList("60", "99999999999999999999", "Fri, 01 Jan 2100 00:00:00 GMT")) {
      answer("503", far);
      assertEquals(503, assertThrows(ApiException.class, () -> embed(client(4))).getCode());
    }
    assertEquals(Collections.emptyList(), waits);
  }

  @Test
  void theLastAnswerIsGiven() {
    answer("503", "1");
    answer("429", "1");
    ApiException last = assertThrows(ApiException.class, () -> embed(client(1)));
    assertEquals(429, last.getCode());
    assertEquals(Collections.singletonList("1"), last.getResponseHeaders().get("retry-after"));
  }

  @Test
  void otherAnswersAreNotTriedAgain() {
    for (String status : Arrays.asList("400", "401", "413", "422", "500", "504")) {
      answer(status, "1");
      ApiException refused = assertThrows(ApiException.class, () -> embed(client(4)));
      assertEquals(status, Integer.toString(refused.getCode()));
    }
    assertEquals(6, bodies.size());
  }

  @Test
  void aDeadlineOfTheCallsOwnIsLeftAsItIs() throws ApiException {
    answer("200");
    new TasksApi(client(4)).embed(new EmbedRequest().inputs("tos"), "20");
    assertEquals(Collections.singletonList("20"), deadlines);
  }

  @Test
  void aServiceThatIsNotThere() {
    server.stop(0);
    ApiException unreached = assertThrows(ApiException.class, () -> embed(client(2)));
    assertTrue(unreached.getCause() instanceof ConnectException, unreached.toString());
    assertEquals(2, waits.size());
  }

  @Test
  void theTimeOfACallEnds() throws IOException {
    // Takes connections, and never answers.
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ApiClient client = new ApiClient(Retrying.client(4, Duration.ofMillis(50)));
      client.setBasePath("http://127.0.0.1:" + silent.getLocalPort());
      ApiException late = assertThrows(ApiException.class, () -> embed(client));
      assertTrue(late.getCause() instanceof InterruptedIOException, late.toString());
    }
  }

  @Test
  void anInterruptEndsAWait() {
    answer("503", "30");
    ApiClient client =
        connect(
            ms -> {
              throw new InterruptedException();
            },
            4);
    ApiException interrupted = assertThrows(ApiException.class, () -> embed(client));
    assertTrue(interrupted.getCause() instanceof InterruptedIOException, interrupted.toString());
    assertTrue(Thread.interrupted());
  }

  private void answer(String... answer) {
    answers.add(answer);
  }

  private ApiClient client(int retries) {
    return connect(
        ms -> {
          waits.add(ms);
          clock.now = clock.now.plusMillis(ms);
        },
        retries);
  }

  private ApiClient connect(Retrying.Sleeper sleeper, int retries) {
    Retrying retrying = new Retrying(retries, Duration.ofMinutes(1), clock, sleeper);
    ApiClient client = new ApiClient(retrying.client());
    client.setBasePath("http://127.0.0.1:" + server.getAddress().getPort());
    return client;
  }

  private static List<Double> embed(ApiClient client) throws ApiException {
    EmbedRequest body = new EmbedRequest().inputs("tos");
    return new TasksApi(client).embed(body, null).get(0).getListDouble();
  }

  private static String readAll(InputStream input) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] chunk = new byte[4096];
    for (int read = input.read(chunk); read > 0; read = input.read(chunk)) all.write(chunk, 0, read);
    return all.toString("UTF-8");
  }
}
