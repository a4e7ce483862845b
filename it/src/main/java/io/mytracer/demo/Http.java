package io.mytracer.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What both services have in common. */
final class Http {
    private Http() {}

    /** A server on the loopback address, with a virtual thread for each exchange; 0: any port. */
    static HttpServer server(int port) throws IOException {
        // Without it each answer on a kept connection waits 40 ms for the client's delayed ACK.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        return server;
    }

    static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(status, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }
    }

    static URI uri(int port, String path) {
        return URI.create(
                "http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + port + path);
    }

    /** Serves until whoever started this JVM closes its input, or is gone. */
    static void stopAtEndOfInput(HttpServer server) throws IOException {
        try (InputStream input = System.in) {
            input.transferTo(OutputStream.nullOutputStream());
        }
        server.stop(0);
        ((ExecutorService) server.getExecutor()).close();
    }
}
