package io.mytracer.it.apps;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Reads all that is sent to it, and answers with how many bytes there were. */
public final class Sink {
    private Sink() {}

    /**
     * Serves one connection after the other until standard input ends.
     *
     * @param arguments address to bind, port (0: any)
     */
    public static void main(String[] arguments) throws IOException {
        ServerSocket server = new ServerSocket();
        server.bind(
                new InetSocketAddress(
                        InetAddress.ofLiteral(arguments[0]), Integer.parseInt(arguments[1])));
        Thread.ofPlatform().daemon().name("sink").start(() -> serve(server));
        System.out.println("port " + server.getLocalPort());
        Input.awaitEnd();
        server.close();
    }

    private static void serve(ServerSocket server) {
        try {
            while (true) {
                try (Socket socket = server.accept()) {
                    new DataOutputStream(socket.getOutputStream()).writeLong(count(socket));
                }
            }
        } catch (IOException e) {
            if (!server.isClosed()) {
                System.out.println("connection " + e);
            }
        }
    }

    private static long count(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[64 << 10];
        long count = 0;
        for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
            count += n;
        }
        return count;
    }
}
