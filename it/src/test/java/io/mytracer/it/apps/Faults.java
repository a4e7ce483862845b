package io.mytracer.it.apps;

import jdk.net.ExtendedSocketOptions;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;

/** Does what goes wrong: a fault for each command, then its arguments, and a line in answer. */
public final class Faults {
    private static final int MILLIS = 3000;

    private Faults() {}

    /** Does what standard input says until it ends. */
    public static void main(String[] arguments) throws Exception {
        System.out.println("ready");
        for (String[] words = Input.words(); words != null; words = Input.words()) {
            System.out.println("done " + cause(words));
        }
    }

    private static String cause(String[] words) throws Exception {
        InetAddress address = InetAddress.ofLiteral(words[1]);
        int port = Integer.parseInt(words[2]);
        return switch (words[0]) {
            case "connect" -> connect(address, port, Integer.parseInt(words[3]));
            case "open" -> open(address, port, Integer.parseInt(words[3]));
            case "datagrams" -> datagrams(address, port);
            case "large-datagram" -> largeDatagram(address, port);
            case "two-writes" -> twoWrites(address);
            case "flood" -> flood(address, port, Integer.parseInt(words[3]));
            case "transfer" -> transfer(address, port, Integer.parseInt(words[3]));
            case "idle" -> idle(address, port);
            default -> throw new IllegalArgumentException(words[0]);
        };
    }

    /** Tries to connect, and waits as long as it takes to fail, up to three seconds. */
    private static String connect(InetAddress address, int port, int times) {
        String outcome = "";
        for (int i = 0; i < times; i++) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(address, port), MILLIS);
                outcome = "connected";
            } catch (SocketTimeoutException e) {
                outcome = "timeout";
            } catch (IOException e) {
                outcome = "refused";
            }
        }
        return outcome;
    }

    /** Connects and leaves it open, more often than there are local ports. */
    private static String open(InetAddress address, int port, int times) throws IOException {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < times; i++) {
                Socket socket = new Socket();
                sockets.add(socket);
                socket.connect(new InetSocketAddress(address, port), MILLIS);
            }
            return "all";
        } catch (IOException e) {
            return Integer.toString(sockets.size());
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private static String datagrams(InetAddress address, int port) throws Exception {
        try (DatagramSocket socket = new DatagramSocket()) {
            for (int i = 0; i < 5; i++) {
                socket.send(new DatagramPacket(new byte[100], 100, address, port));
                Thread.sleep(20);
            }
        }
        return "sent";
    }

    private static String largeDatagram(InetAddress address, int port) throws IOException {
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.setOption(ExtendedSocketOptions.IP_DONTFRAGMENT, true);
            channel.connect(new InetSocketAddress(address, port));
            return "sent " + channel.write(ByteBuffer.allocate(3000));
        } catch (IOException e) {
            return "failed";
        }
    }

    /** A message in two writes to a server that answers when it has both: Nagle's case. */
    private static String twoWrites(InetAddress address) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, address)) {
            Thread answers = Thread.ofPlatform().name("answers").start(() -> answer(server));
            try (Socket socket = new Socket(address, server.getLocalPort())) {
                OutputStream out = socket.getOutputStream();
                for (int i = 0; i < 30; i++) {
                    out.write(new byte[100]);
                    out.write(new byte[50]);
                    socket.getInputStream().readNBytes(10);
                }
            }
            answers.join();
            return Integer.toString(server.getLocalPort());
        }
    }

    private static void answer(ServerSocket server) {
        try (Socket socket = server.accept()) {
            while (socket.getInputStream().readNBytes(150).length == 150) {
                socket.getOutputStream().write(new byte[10]);
            }
        } catch (IOException e) {
            System.out.println("answer " + e);
        }
    }

    /** More datagrams at once than a queue on the way has room for. */
    private static String flood(InetAddress address, int port, int times) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setOption(StandardSocketOptions.SO_SNDBUF, 4 << 20);
            for (int i = 0; i < times; i++) {
                socket.send(new DatagramPacket(new byte[1000], 1000, address, port));
            }
        }
        return "sent";
    }

    /** Requests with answers of as many bytes, from an echo server, twenty in a second at most. */
    private static String transfer(InetAddress address, int port, int times) throws Exception {
        try (Socket socket = new Socket(address, port)) {
            socket.setTcpNoDelay(true);
            System.out.println("connected");
            for (int i = 0; i < times; i++) {
                Echo.request(socket, 1000);
                Thread.sleep(50);
            }
        }
        return "transferred";
    }

    /** A connection on which nothing happens, probed each second. */
    private static String idle(InetAddress address, int port) throws IOException {
        try (Socket socket = new Socket(address, port)) {
            socket.setKeepAlive(true);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 1);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, 1);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 2);
            System.out.println("connected");
            InputStream in = socket.getInputStream();
            return "read " + in.read();
        } catch (IOException e) {
            return "failed";
        }
    }
}
