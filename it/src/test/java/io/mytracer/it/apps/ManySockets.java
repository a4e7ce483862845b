package io.mytracer.it.apps;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;

/** An echo server that holds as many bound UDP sockets beside as it is told. */
public final class ManySockets {
    private static final int FIRST_PORT = 2000;
    private static final int PORTS = 60_000;

    private ManySockets() {}

    /**
     * Serves and obeys {@code open N} and {@code close} until standard input ends.
     *
     * @param arguments the port of the echo server
     */
    public static void main(String[] arguments) throws IOException {
        ServerSocket server =
                EchoServer.start(
                        InetAddress.getLoopbackAddress(),
                        Integer.parseInt(arguments[0]),
                        Thread.ofPlatform().daemon().factory());
        System.out.println("port " + server.getLocalPort());
        List<DatagramChannel> open = new ArrayList<>();
        for (String[] words = Input.words(); words != null; words = Input.words()) {
            if (words[0].equals("open")) {
                int wanted = open.size() + Integer.parseInt(words[1]);
                for (int i = 0; open.size() < wanted; i++) {
                    open(open, i);
                }
            } else {
                for (DatagramChannel channel : open) {
                    channel.close();
                }
                open.clear();
            }
            System.out.println("done " + open.size());
        }
    }

    /** Addresses of its own, so that no other program needs the ports; one in use is left out. */
    private static void open(List<DatagramChannel> open, int number) throws IOException {
        byte[] address = {127, 9, 8, (byte) (1 + number / PORTS)};
        InetSocketAddress local =
                new InetSocketAddress(
                        InetAddress.getByAddress(address), FIRST_PORT + number % PORTS);
        DatagramChannel channel = DatagramChannel.open();
        try {
            open.add(channel.bind(local));
        } catch (BindException e) {
            channel.close();
        }
    }
}
