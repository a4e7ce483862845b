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
import java.util.HashSet;
import java.util.Set;

/**
 * Ends connections in the ways that a Java program can, with both ends in one JVM: a command with
 * an address for each, and in answer the port of the accepting end.
 */
public final class Endings {
    private static final int SOON_MILLIS = 100;

    /** Ports that ways have had: the kernel may choose one again, for the other family at once. */
    private static final Set<Integer> USED = new HashSet<>();

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
        try (ServerSocket server = new ServerSocket(unusedPort(address), 10, address);
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

    /** Returns a port by which the test tells this way's packets from those of all others. */
    private static int unusedPort(InetAddress address) throws IOException {
        while (true) {
            try (Socket free = new Socket()) {
                free.bind(new InetSocketAddress(address, 0));
                if (USED.add(free.getLocalPort())) {
                    return free.getLocalPort();
                }
            }
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
        int port = unusedPort(address);
        try (Socket socket = new Socket(address, port)) {
            throw new IOException("somebody listens: " + socket);
        } catch (ConnectException e) {
            return port;
        }
    }

    /** The listening socket is closed while a connection waits to be accepted. */
    private static int pending(InetAddress address) throws Exception {
        int port = unusedPort(address);
        try (ServerSocket server = new ServerSocket(port, 10, address);
                Socket client = new Socket(address, port)) {
            Thread.sleep(SOON_MILLIS);
            close(server);
            awaitReset(client);
            return port;
        }
    }

    /** A handshake whose last packet arrives when the accept queue is full. */
    private static int overflow(InetAddress address) throws Exception {
        try (ServerSocket server = new ServerSocket(unusedPort(address), 1, address);
                Socket late = new Socket()) {
            late.bind(new InetSocketAddress(address, unusedPort(address)));
            nft(
                    "add table inet endings; add chain inet endings in"
                            + " { type filter hook input priority 0; }; add rule inet endings in"
                            + " tcp sport %d tcp flags & (syn | ack) == ack drop"
                                    .formatted(late.getLocalPort()));
            late.connect(server.getLocalSocketAddress());
            // One more than the backlog says (sk_acceptq_is_full()).
            try (Socket first = new Socket(address, server.getLocalPort());
                    Socket second = new Socket(address, server.getLocalPort())) {
                nft("delete table inet endings");
                awaitRefusal(late);
                return first.getPort() == second.getPort() ? first.getPort() : 0;
            }
        }
    }

    /** The peer sends its part of the handshake again, so the reset may come before the write. */
    private static void awaitRefusal(Socket socket) throws Exception {
        try {
            socket.getOutputStream().write(1);
        } catch (SocketException e) {
            return;
        }
        awaitReset(socket);
    }

    private static void nft(String commands) throws Exception {
        Process nft = new ProcessBuilder("nft", commands).inheritIO().start();
        if (nft.waitFor() != 0) {
            throw new IOException("nft fails: " + commands);
        }
    }

    /** More datagrams than the receive buffer has room for; what it holds is never read. */
    private static int datagram(InetAddress address) throws Exception {
        try (DatagramSocket receiver = new DatagramSocket(unusedPort(address), address);
                DatagramSocket sender = new DatagramSocket(unusedPort(address), address)) {
            receiver.setReceiveBufferSize(2048);
            for (int i = 0; i < 20; i++) {
                sender.send(
                        new DatagramPacket(new byte[500], 500, address, receiver.getLocalPort()));
            }
            return receiver.getLocalPort();
        }
    }
}
