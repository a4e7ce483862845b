package io.mytracer.it.apps;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/** Sends each datagram back, from a connected channel or an unconnected socket. */
public final class UdpEcho {
    private UdpEcho() {}

    /**
     * Serves until standard input ends.
     *
     * @param arguments address to bind, port, then {@code unconnected}, or {@code connected} and
     *     the peer's address and port
     */
    public static void main(String[] arguments) throws IOException {
        InetSocketAddress local =
                new InetSocketAddress(
                        InetAddress.ofLiteral(arguments[0]), Integer.parseInt(arguments[1]));
        if (arguments[2].equals("connected")) {
            DatagramChannel channel = DatagramChannel.open().bind(local);
            channel.connect(
                    new InetSocketAddress(
                            InetAddress.ofLiteral(arguments[3]), Integer.parseInt(arguments[4])));
            start(() -> serve(channel));
        } else {
            DatagramSocket socket = new DatagramSocket(local);
            start(() -> serve(socket));
        }
        System.out.println("port " + local.getPort());
        Input.awaitEnd();
    }

    private interface Service {
        void run() throws IOException;
    }

    private static void start(Service service) {
        Runnable body =
                () -> {
                    try {
                        service.run();
                    } catch (IOException e) {
                        System.out.println("udp " + e);
                    }
                };
        Thread.ofPlatform().daemon().name("udp-echo").start(body);
    }

    private static void serve(DatagramChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
        while (true) {
            channel.read(buffer.clear());
            channel.write(buffer.flip());
        }
    }

    private static void serve(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[64 << 10], 64 << 10);
        while (true) {
            packet.setLength(64 << 10);
            socket.receive(packet);
            SocketAddress sender = packet.getSocketAddress();
            socket.send(new DatagramPacket(packet.getData(), packet.getLength(), sender));
        }
    }
}
