package io.mytracer.it.apps;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Writes a byte to itself and reads it, again and again. */
public final class PingPong {
    private PingPong() {}

    /**
     * Measures each time that standard input says a number of round trips, until it ends.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket near = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket far = server.accept()) {
            near.setTcpNoDelay(true);
            System.out.println("ready");
            for (String[] words = Input.words(); words != null; words = Input.words()) {
                int trips = Integer.parseInt(words[0]);
                System.out.printf(
                        "done %.1f%n",
                        (double) nanos(near.getOutputStream(), far.getInputStream(), trips)
                                / trips);
            }
        }
    }

    private static long nanos(OutputStream out, InputStream in, int trips) throws IOException {
        long begin = System.nanoTime();
        for (int i = 0; i < trips; i++) {
            out.write(i);
            if (in.read() < 0) {
                throw new IOException("the end of a stream that has none");
            }
        }
        return System.nanoTime() - begin;
    }
}
