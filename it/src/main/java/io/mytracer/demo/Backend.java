package io.mytracer.demo;

import com.sun.net.httpserver.HttpServer;

import java.io.IOException;

/** The second service, in a JVM without agent: {@code Backend}, prints its port. */
final class Backend {
    private Backend() {}

    public static void main(String[] args) throws IOException {
        HttpServer server = Http.server(0);
        server.createContext("/stock", exchange -> Http.answer(exchange, 200, "42 in stock\n"));
        server.start();
        System.out.println(server.getAddress().getPort());
        Http.stopAtEndOfInput(server);
    }
}
