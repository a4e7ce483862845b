package io.mytracer.it.apps;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ThreadFactory;

/** Sends back what it gets; a connection whose data begins with Q is closed by the server first. */
public final class EchoServer {
    /** Makes the server close after this message has been sent back. */
    public static final byte QUIT = 'Q';

    private EchoServer() {}

    /**
     * Serves until standard input ends.
     *
     * @param arguments address to bind, port (0: any), {@code platform} or {@code virtual}
     */
    public static void main(String[] arguments) throws IOException {
        ThreadFactory threads =
                arguments[2].equals("virtual")
                        ? Thread.ofVirtual().name("echo-", 0).factory()
                        : Thread.ofPlatform().daemon().name("echo-", 0).factory();
        InetAddress address = InetAddress.ofLiteral(arguments[0]);
        ServerSocket server = start(address, Integer.parseInt(arguments[1]), threads);
        System.out.println("port " + server.getLocalPort());
        Input.awaitEnd();
        server.close();
    }

    /**
     * Serves on threads of its own.
     *
     * @param address to bind to
     * @param port 0 for any
     * @param threads one for each connection
     * @return the listener, to be closed
     * @throws IOException if it cannot listen
     */
    public static ServerSocket start(InetAddress address, int port, ThreadFactory threads)
            throws IOException {
        ServerSocket server = new ServerSocket();
        server.bind(new InetSocketAddress(address, port), 200);
        serve(server, threads);
        return server;
    }

    /**
     * Serves on threads of its own.
     *
     * @param server bound; to be closed
     * @param threads one for each connection
     */
    public static void serve(ServerSocket server, ThreadFactory threads) {
        Thread.ofPlatform().daemon().name("acceptor").start(() -> accept(server, threads));
    }

    private static void accept(ServerSocket server, ThreadFactory threads) {
        try {
            while (true) {
                Socket socket = server.accept();
                threads.newThread(() -> serve(socket)).start();
            }
        } catch (IOException e) {
            if (!server.isClosed()) {
                System.out.println("accept " + e);
            }
        }
    }

    private static void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            byte[] buffer = new byte[16 << 10];
            for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
                if (buffer[0] == QUIT) {
                    return;
                }
            }
        } catch (IOException e) {
            System.out.println("connection " + e);
        }
    }
}
