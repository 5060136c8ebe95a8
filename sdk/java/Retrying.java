package mascarilla;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLException;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** Tries again where the service is busy or cannot be reached. */
public final class Retrying implements Interceptor {
  private static final String RETRY_AFTER = "retry-after";
  private static final String DEADLINE = "x-request-timeout-ms";
  private static final long FIRST_WAIT_MS = 250;
  private static final long LONGEST_WAIT_MS = 8000;

  /** The service takes no more. */
  private static final long LONGEST_DEADLINE_MS = 1_000_000_000;

  /** Waits for so many milliseconds. */
  interface Sleeper {
    void sleep(long ms) throws InterruptedException;
  }

  private final int retries;
  private final long timeoutMs;
  private final Clock clock;
  private final Sleeper sleeper;

  Retrying(int retries, Duration timeout, Clock clock, Sleeper sleeper) {
    this.retries = retries;
    this.timeoutMs = timeout.toMillis();
    this.clock = clock;
    this.sleeper = sleeper;
  }

  /**
   * For {@code new ApiClient(Retrying.client(4, Duration.ofMinutes(1)))}. 429, 503 and a service that cannot be reached are
   * tried again after what {@code Retry-After} says, or else after ever longer waits. No operation
   * changes anything, so trying again is safe. What could not be ready in time is given as it is,
   * without a wait in vain. The service is told how long an answer is of use.
   *
   * @param retries tries after the first one
   * @param timeout of a call, with all its tries and the waits between them
   */
  public static OkHttpClient client(int retries, Duration timeout) {
    return new Retrying(retries, timeout, Clock.systemUTC(), Thread::sleep).client();
  }

  OkHttpClient client() {
    return new OkHttpClient.Builder()
        .callTimeout(Duration.ofMillis(timeoutMs))
        // It is the time of the call that counts.
        .readTimeout(Duration.ZERO)
        .writeTimeout(Duration.ZERO)
        .addInterceptor(this)
        .addNetworkInterceptor(Retrying::readable)
        .build();
  }

  /** OkHttp looks at these seconds too, and would fail on more than an int can hold. */
  private static Response readable(Chain chain) throws IOException {
    Response response = chain.proceed(chain.request());
    if (!response.header(RETRY_AFTER, "").matches("\\d{10,}")) return response;
    return response.newBuilder().header(RETRY_AFTER, "999999999").build();
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    long end = clock.millis() + timeoutMs;
    for (int tries = 0; ; tries += 1) {
      Response response = null;
      IOException unreached = null;
      try {
        response = chain.proceed(withDeadline(chain.request(), end - clock.millis()));
        if (response.code() != 429 && response.code() != 503) return response;
      } catch (IOException error) {
        boolean passes = !(error instanceof InterruptedIOException || error instanceof SSLException);
        if (!passes || chain.call().isCanceled()) throw error;
        unreached = error;
      }
      long waitMs = waitAfter(response, tries);
      if (tries == retries || waitMs >= end - clock.millis()) {
        if (response != null) return response;
        throw unreached;
      }
      // Else its connection stays taken.
      if (response != null) response.close();
      sleep(waitMs);
    }
  }

  private static Request withDeadline(Request request, long leftMs) {
    if (!request.method().equals("POST") || request.header(DEADLINE) != null) return request;
    long deadlineMs = Math.min(LONGEST_DEADLINE_MS, Math.max(1, leftMs));
    return request.newBuilder().header(DEADLINE, Long.toString(deadlineMs)).build();
  }

  /** @param response null where there was none */
  private long waitAfter(Response response, int tries) {
    if (response != null) {
      String value = response.header(RETRY_AFTER, "");
      if (value.matches("\\d+")) return 1000 * Long.parseLong(value);
      Date date = response.headers().getDate(RETRY_AFTER);
      if (date != null) return Math.max(0, date.getTime() - clock.millis());
    }
    double growing = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * Math.pow(2, tries));
    // Not all clients at the same moment.
    return (long) (growing * ThreadLocalRandom.current().nextDouble(0.5, 1));
  }

  private void sleep(long ms) throws InterruptedIOException {
    try {
      sleeper.sleep(ms);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while it waited for another try");
    }
  }
}
