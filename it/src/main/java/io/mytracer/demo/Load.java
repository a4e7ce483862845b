package io.mytracer.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Users of the service: {@code Load PORT SECONDS}, prints the number of answers. Some keep their
 * connection, one opens a new one each time; each waits between two requests.
 */
final class Load {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicLong answers = new AtomicLong();
    private final int port;
    private final long end;

    private Load(int port, Duration time) {
        this.port = port;
        this.end = System.nanoTime() + time.toNanos();
    }

    public static void main(String[] args) throws InterruptedException, ExecutionException {
        Load load =
                new Load(Integer.parseInt(args[0]), Duration.ofSeconds(Long.parseLong(args[1])));
        List<Callable<Void>> users =
                List.of(
                        () -> load.user("/hello", Duration.ofMillis(10)),
                        () -> load.user("/hello", Duration.ofMillis(10)),
                        () -> load.user("/order", Duration.ofMillis(20)),
                        () -> load.user("/broken", Duration.ofSeconds(2)),
                        () -> load.hastyUser("/hello", Duration.ofMillis(25)));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> user : threads.invokeAll(users)) {
                user.get();
            }
        }
        System.out.println(load.answers.get());
    }

    private Void user(String path, Duration pause) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(Http.uri(port, path))
                        .timeout(Duration.ofSeconds(30))
                        .build();
        while (System.nanoTime() < end) {
            try {
                client.send(request, BodyHandlers.discarding());
                answers.incrementAndGet();
            } catch (HttpTimeoutException e) {
                throw e;
            } catch (IOException e) {
                // The service has closed the connection meanwhile: the next request gets another.
            }
            Thread.sleep(pause);
        }
        return null;
    }

    /** One connection for each request; HttpURLConnection would keep it. */
    private Void hastyUser(String path, Duration pause) throws IOException, InterruptedException {
        byte[] request =
                ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII);
        while (System.nanoTime() < end) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(30_000);
                socket.getOutputStream().write(request);
                socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            }
            answers.incrementAndGet();
            Thread.sleep(pause);
        }
        return null;
    }
}
