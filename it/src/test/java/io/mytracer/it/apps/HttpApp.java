package io.mytracer.it.apps;

import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/** The JDK's HTTP server on virtual threads, listening on the wildcard address. */
public final class HttpApp {
    private HttpApp() {}

    /**
     * Serves until standard input ends.
     *
     * @param arguments the port
     */
    public static void main(String[] arguments) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(Integer.parseInt(arguments[0])), 100);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                "/",
                exchange -> {
                    byte[] body = "hello\n".repeat(100).getBytes(StandardCharsets.US_ASCII);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
        System.out.println("port " + server.getAddress().getPort());
        Input.awaitEnd();
        server.stop(0);
    }
}
