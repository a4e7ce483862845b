package io.mytracer.it.apps;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Sends datagrams from as many sockets, and as many a second, as it is told. */
public final class Datagrams {
    /** The kernel has 28,000 ports to give for each address. */
    private static final int PORTS = 20_000;

    private static final int BYTES = 100;
    private static final long MILLI = 1_000_000;

    private final List<DatagramChannel> open = new ArrayList<>();
    private final ByteBuffer data = ByteBuffer.allocateDirect(BYTES);
    private int next;

    private Datagrams() {}

    /**
     * Obeys {@code open PORT N}, {@code send RATE MILLIS} and a {@link Recorder}'s commands until
     * standard input ends.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) throws Exception {
        Datagrams datagrams = new Datagrams();
        System.out.println("port 0");
        for (String[] words = Input.words(); words != null; words = Input.words()) {
            System.out.println("done " + datagrams.obey(words));
        }
    }

    private String obey(String[] words) throws Exception {
        return switch (words[0]) {
            case "open" -> open(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
            case "send" -> send(Integer.parseInt(words[1]), Long.parseLong(words[2]));
            default -> Recorder.obey(words);
        };
    }

    /** Opens or closes sockets until there are so many, all to one receiver. */
    private String open(int port, int wanted) throws IOException {
        InetSocketAddress receiver = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        while (open.size() > wanted) {
            open.removeLast().close();
        }
        while (open.size() < wanted) {
            byte[] address = {127, 9, 7, (byte) (1 + open.size() / PORTS)};
            DatagramChannel channel = DatagramChannel.open();
            channel.bind(new InetSocketAddress(InetAddress.getByAddress(address), 0));
            open.add(channel.connect(receiver));
        }
        return Integer.toString(open.size());
    }

    /** Sends by the millisecond, from each socket in turn; late is made up for. */
    private String send(int rate, long millis) throws IOException {
        long begin = System.nanoTime();
        long passed = 0;
        long sent = 0;
        while (passed < millis * MILLI) {
            long due = (long) ((double) rate * passed / 1e9);
            while (sent < due && System.nanoTime() - begin < millis * MILLI) {
                open.get(next % open.size()).write(data.rewind());
                next = (next + 1) % open.size();
                sent++;
            }
            LockSupport.parkNanos(MILLI);
            passed = System.nanoTime() - begin;
        }
        return sent + " " + passed;
    }
}
