package io.mytracer.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

class DebuginfodTests {
    @TempDir static Path root;

    private static byte[] vmlinux;
    private static CompiledKernel compiled;
    private static String buildId;

    @TempDir Path cache;

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer http;

    @BeforeAll
    static void compile() throws Exception {
        compiled = CompiledKernel.compile(root);
        vmlinux = Files.readAllBytes(compiled.vmlinux());
        buildId = compiled.buildId();
    }

    @BeforeEach
    void start() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(threads);
        http.start();
        environment.put("PATH", System.getenv("PATH"));
        environment.put("XDG_CACHE_HOME", cache.toString());
        environment.put("DEBUGINFOD_TIMEOUT", "1");
    }

    @AfterEach
    void stop() {
        end.countDown();
        http.stop(0);
        threads.close();
    }

    @Test
    void isFetchedOnceAndKeptWhereElfutilsKeepsIt() throws Exception {
        serve("/a", exchange -> send(exchange, vmlinux));
        urls("/a/");

        for (int i = 0; i < 2; i++) {
            try (SourceLines lines = lines()) {
                assertThat(lines.of(compiled.frame("outer", "in_outer"))).isNotEmpty();
            }
        }

        assertThat(requests).containsExactly("GET /a/buildid/" + buildId + "/debuginfo");
        assertThat(notes)
                .containsExactly(
                        "fetching debug info of kernel of unknown release (build id "
                                + buildId
                                + ") from "
                                + url("/a/")
                                + ": 0 of "
                                + (vmlinux.length >> 20)
                                + " MiB");
        assertThat(cache.resolve("debuginfod_client/" + buildId + "/debuginfo"))
                .hasBinaryContent(vmlinux);
    }

    @Test
    void nextServerIsAskedWhereOneHasNone() throws Exception {
        serve("/none", exchange -> exchange.sendResponseHeaders(404, -1));
        serve("/broken", exchange -> exchange.sendResponseHeaders(500, -1));
        serve("/a", exchange -> send(exchange, vmlinux));
        urls("ima:enforcing", "/none", "/broken", "/a");

        assertThat(fetch()).hasBinaryContent(vmlinux);
        assertThat(requests).hasSize(3);
    }

    @Test
    void whatEachServerSaidIsTold() {
        serve("/none", exchange -> exchange.sendResponseHeaders(404, -1));
        serve("/broken", exchange -> exchange.sendResponseHeaders(500, -1));
        urls("/none", "/broken", "file:///etc", "http://%");

        assertThatThrownBy(this::fetch)
                .isInstanceOf(IOException.class)
                .hasMessage(
                        url("/none")
                                + ": has none, "
                                + url("/broken")
                                + ": HTTP 500, file:///etc: is not a URL of http or https,"
                                + " http://%: is not a URL");
    }

    /** With a length, without, and one that is not even the beginning of a file. */
    @Test
    void truncatedOrForeignAnswerIsNotKept() throws Exception {
        byte[] part = Arrays.copyOf(vmlinux, vmlinux.length / 2);
        serve(
                "/length",
                exchange -> {
                    exchange.sendResponseHeaders(200, vmlinux.length);
                    exchange.getResponseBody().write(part);
                    exchange.getResponseBody().flush();
                    exchange.close();
                });
        serve(
                "/chunked",
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().write(part);
                    exchange.close();
                });
        serve("/login", exchange -> send(exchange, "<html>".repeat(100).getBytes(US_ASCII)));
        serve("/other", exchange -> send(exchange, Files.readAllBytes(compiled.module())));
        for (String server : List.of("/length", "/chunked", "/login", "/other")) {
            urls(server);
            assertThatThrownBy(this::fetch)
                    .as(server)
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(url(server) + ": ");
        }
        assertNothingIsKept();
    }

    @Test
    void silentServerIsLeft() throws Exception {
        serve("/silent", exchange -> await());
        serve(
                "/stalls",
                exchange -> {
                    exchange.sendResponseHeaders(200, vmlinux.length);
                    exchange.getResponseBody().write(vmlinux, 0, 100);
                    exchange.getResponseBody().flush();
                    await();
                });
        urls("/silent", "/stalls");

        assertThatThrownBy(this::fetch)
                .hasMessageMatching("(?s).*/silent: .*timed out, .*/stalls: .*timed out");
        assertNothingIsKept();
    }

    @Test
    void unreachableServerIsTold() {
        int port = http.getAddress().getPort();
        http.stop(0);
        environment.put("DEBUGINFOD_URLS", "http://127.0.0.1:" + port);

        assertThatThrownBy(this::fetch).hasMessageContaining("ConnectException");
    }

    private SourceLines lines() {
        return SourceLines.find(cache, new RecordedKernel(null, buildId), environment, notes::add);
    }

    private Path fetch() throws IOException {
        return new Debuginfod(environment, notes::add).debugInfo(buildId, "a kernel");
    }

    private void serve(String path, HttpHandler handler) {
        http.createContext(
                path,
                exchange -> {
                    requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
                    handler.handle(exchange);
                    exchange.close();
                });
    }

    private static void send(HttpExchange exchange, byte[] bytes) throws IOException {
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private void await() throws IOException {
        try {
            end.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private void urls(String... servers) {
        environment.put(
                "DEBUGINFOD_URLS",
                String.join(
                        " ",
                        Stream.of(servers)
                                .map(server -> server.startsWith("/") ? url(server) : server)
                                .toList()));
    }

    private String url(String path) {
        return "http://127.0.0.1:" + http.getAddress().getPort() + path;
    }

    private void assertNothingIsKept() throws IOException {
        try (Stream<Path> files = Files.walk(cache)) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
    }
}
