package io.mytracer.it.apps;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;

/** A server in whose application things come to a standstill. */
public final class Stalls {
    private static final Duration NAP = Duration.ofMillis(2500);

    private Stalls() {}

    /**
     * Serves until standard input ends.
     *
     * @param arguments {@code doze}, {@code hangUp}, {@code abort}, {@code rest} or {@code flood},
     *     then {@code platform} or {@code virtual}
     */
    public static void main(String[] arguments) throws IOException {
        ServerSocket server = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
        System.out.println("port " + server.getLocalPort());
        Thread.Builder readers =
                arguments[1].equals("virtual") ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
        Thread.ofPlatform()
                .daemon()
                .name("acceptor")
                .start(() -> accept(server, arguments[0], readers));
        Input.awaitEnd();
        server.close();
    }

    private static void accept(ServerSocket server, String scene, Thread.Builder readers) {
        try {
            Socket socket = server.accept();
            readers.name("reader").start(() -> serve(socket, scene));
            rest();
        } catch (IOException | InterruptedException e) {
            System.out.println("accept " + e);
        }
    }

    private static void rest() throws InterruptedException {
        Thread.sleep(Duration.ofMinutes(10));
    }

    private static void serve(Socket socket, String scene) {
        try {
            socket.getOutputStream().write(socket.getInputStream().read());
            switch (scene) {
                case "doze" -> doze(socket);
                case "hangUp" -> hangUp(socket);
                case "abort" -> abort(socket);
                case "flood" -> flood(socket);
                default -> rest();
            }
        } catch (IOException | InterruptedException e) {
            System.out.println("serve " + e);
        }
    }

    private static void doze(Socket socket) throws IOException, InterruptedException {
        Thread.sleep(NAP);
        socket.getOutputStream().write(socket.getInputStream().readNBytes(5));
    }

    /** Closes while there is more to read. */
    private static void hangUp(Socket socket) throws IOException, InterruptedException {
        while (socket.getInputStream().available() < 5) {
            Thread.sleep(5);
        }
        socket.close();
    }

    private static void abort(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private static void flood(Socket socket) throws IOException {
        while (true) {
            socket.getOutputStream().write(new byte[64 << 10]);
        }
    }
}
