package io.mytracer.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * The service that is looked at: {@code Service PORT BACKEND_PORT CLOSED_PORT}. {@code /hello}
 * answers itself, {@code /order} asks the second service, {@code /broken} connects to a port where
 * nobody listens.
 */
final class Service {
    private final HttpClient client = HttpClient.newHttpClient();
    private final int backendPort;
    private final int closedPort;

    private Service(int backendPort, int closedPort) {
        this.backendPort = backendPort;
        this.closedPort = closedPort;
    }

    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(args[0]);
        Service service = new Service(Integer.parseInt(args[1]), Integer.parseInt(args[2]));
        HttpServer server = Http.server(port);
        server.createContext("/hello", exchange -> Http.answer(exchange, 200, "Hello\n"));
        server.createContext("/order", service::order);
        server.createContext("/broken", service::broken);
        server.start();
        System.out.println("serving on port " + port);
        Http.stopAtEndOfInput(server);
    }

    private void order(HttpExchange exchange) throws IOException {
        HttpRequest request =
                HttpRequest.newBuilder(Http.uri(backendPort, "/stock"))
                        .version(HttpClient.Version.HTTP_1_1)
                        .timeout(Duration.ofSeconds(5))
                        .build();
        try {
            Http.answer(exchange, 200, client.send(request, BodyHandlers.ofString()).body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            Http.answer(exchange, 503, "interrupted\n");
        }
    }

    private void broken(HttpExchange exchange) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), closedPort), 1000);
            Http.answer(exchange, 200, "somebody listens\n");
        } catch (IOException e) {
            Http.answer(exchange, 502, e.getMessage() + "\n");
        }
    }
}
