package io.mytracer.it.apps;

import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/**
 * Ends connections in the ways that a Java program can, with both ends in one JVM: a command with
 * an address for each, and in answer the port of the accepting end.
 */
public final class Endings {
    private static final int SOON_MILLIS = 100;

    private Endings() {}

    /** Does what standard input says until it ends. */
    public static void main(String[] arguments) throws Exception {
        System.out.println("ready");
        for (String[] words = Input.words(); words != null; words = Input.words()) {
            System.out.println("done " + end(words[0], InetAddress.ofLiteral(words[1])));
        }
    }

    private static int end(String way, InetAddress address) throws Exception {
        return switch (way) {
            case "refused" -> refused(address);
            case "pending" -> pending(address);
            case "overflow" -> overflow(address);
            case "datagram" -> datagram(address);
            default -> connected(way, address);
        };
    }

    private static int connected(String way, InetAddress address) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 10, address);
                Socket client = new Socket(address, server.getLocalPort());
                Socket accepted = server.accept()) {
            switch (way) {
                case "client-first" -> closeInOrder(client, accepted);
                case "server-first" -> closeInOrder(accepted, client);
                case "unread" -> {
                    client.getOutputStream().write(new byte[100]);
                    Thread.sleep(SOON_MILLIS);
                    close(accepted);
                    awaitReset(client);
                }
                case "linger" -> {
                    accepted.setSoLinger(true, 0);
                    close(accepted);
                    awaitReset(client);
                }
                case "late" -> {
                    close(accepted);
                    Thread.sleep(SOON_MILLIS);
                    client.getOutputStream().write(new byte[100]);
                    Thread.sleep(SOON_MILLIS);
                }
                default -> throw new IllegalArgumentException(way);
            }
            return server.getLocalPort();
        }
    }

    private static void close(Closeable socket) throws IOException {
        socket.close();
    }

    /** As it should be: each side closes when it has read all. */
    private static void closeInOrder(Socket first, Socket second) throws Exception {
        first.getOutputStream().write(new byte[100]);
        second.getInputStream().readNBytes(100);
        second.getOutputStream().write(new byte[100]);
        first.getInputStream().readNBytes(100);
        first.close();
        if (second.getInputStream().read() != -1) {
            throw new IOException("more than was sent");
        }
        Thread.sleep(SOON_MILLIS);
        second.close();
        Thread.sleep(SOON_MILLIS);
    }

    /** Waits for a reset. A JDK socket that is closed sends a FIN before it. */
    private static void awaitReset(Socket socket) throws Exception {
        try {
            if (socket.getInputStream().read() != -1) {
                throw new IOException("neither closed nor reset");
            }
            Thread.sleep(SOON_MILLIS);
        } catch (SocketException e) {
            // No FIN came before it.
        }
    }

    private static int refused(InetAddress address) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, address)) {
            port = free.getLocalPort();
        }
        try (Socket socket = new Socket(address, port)) {
            throw new IOException("somebody listens: " + socket);
        } catch (ConnectException e) {
            return port;
        }
    }

    /** The listening socket is closed while a connection waits to be accepted. */
    private static int pending(InetAddress address) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 10, address);
                Socket client = new Socket(address, server.getLocalPort())) {
            int port = server.getLocalPort();
            Thread.sleep(SOON_MILLIS);
            close(server);
            awaitReset(client);
            return port;
        }
    }

    /** More connections than the accept queue has room for. */
    private static int overflow(InetAddress address) throws Exception {
        List<Socket> clients = new ArrayList<>();
        try (ServerSocket server = new ServerSocket(0, 1, address)) {
            for (int i = 0; i < 4; i++) {
                Socket client = new Socket();
                clients.add(client);
                try {
                    client.connect(new InetSocketAddress(address, server.getLocalPort()), 1500);
                } catch (SocketTimeoutException | ConnectException e) {
                    // Refused by silence, or by a reset.
                }
            }
            return server.getLocalPort();
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    /** More datagrams than the receive buffer has room for; what it holds is never read. */
    private static int datagram(InetAddress address) throws Exception {
        try (DatagramSocket receiver = new DatagramSocket(new InetSocketAddress(address, 0));
                DatagramSocket sender = new DatagramSocket(new InetSocketAddress(address, 0))) {
            receiver.setReceiveBufferSize(2048);
            for (int i = 0; i < 20; i++) {
                sender.send(
                        new DatagramPacket(new byte[500], 500, address, receiver.getLocalPort()));
            }
            return receiver.getLocalPort();
        }
    }
}
