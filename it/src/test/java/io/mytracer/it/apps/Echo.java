package io.mytracer.it.apps;

import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;

/** A client of {@link EchoServer}. */
public final class Echo {
    private Echo() {}

    /**
     * Sends so many bytes and waits for all of them to come back.
     *
     * @param socket connected
     * @param size at most what the buffers of both sides hold, 64 KiB is safe
     * @throws IOException if the connection fails, or the answer is another
     */
    public static void request(Socket socket, int size) throws IOException {
        exchange(socket, size, (byte) 'a');
    }

    /**
     * Has the server close first, so that TIME_WAIT is on its side.
     *
     * @param socket connected; closed in the end
     * @throws IOException if the connection fails
     */
    public static void quit(Socket socket) throws IOException {
        try (socket) {
            exchange(socket, 10, EchoServer.QUIT);
            end(socket);
        }
    }

    /**
     * Closes first, and waits until the server has closed, too.
     *
     * @param socket connected
     * @throws IOException if the connection fails
     */
    public static void close(Socket socket) throws IOException {
        try (socket) {
            socket.shutdownOutput();
            end(socket);
        }
    }

    private static void exchange(Socket socket, int size, byte first) throws IOException {
        byte[] data = new byte[size];
        Arrays.fill(data, (byte) 'a');
        data[0] = first;
        socket.getOutputStream().write(data);
        if (!Arrays.equals(data, socket.getInputStream().readNBytes(size))) {
            throw new IOException("the echo differs");
        }
    }

    private static void end(Socket socket) throws IOException {
        if (socket.getInputStream().read() != -1) {
            throw new IOException("data behind the last answer");
        }
    }
}
