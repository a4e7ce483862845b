package io.mytracer.it.apps;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * An HTTP service with next to no work of its own, so that nearly all it costs is the network's: a
 * virtual thread for each connection, and one fixed answer. The path of a request says how much it
 * is to work before.
 */
public final class HelloService {
    /** What every request is answered with. */
    static final byte[] ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\nhello\n"
                    .getBytes(StandardCharsets.US_ASCII);

    private static final int BACKLOG = 1024;
    private static final int PATH = "GET /".length();

    private HelloService() {}

    /**
     * Serves, and records as it is told, until standard input ends.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) throws Exception {
        ServerSocket server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().name("accept").start(() -> accept(server));
        System.out.println("port " + server.getLocalPort());
        Recorder.obey();
    }

    private static void accept(ServerSocket server) {
        while (true) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            byte[] request = new byte[1024];
            int length = 0;
            int read = in.read(request, 0, request.length);
            while (read > 0) {
                length += read;
                if (isComplete(request, length)) {
                    work(number(request));
                    out.write(ANSWER);
                    length = 0;
                }
                read = in.read(request, length, request.length - length);
            }
        } catch (IOException e) {
            // The client has gone, which is its own affair.
        }
    }

    /** Whether the empty line has come; the client waits for each answer. */
    private static boolean isComplete(byte[] request, int length) {
        return length >= 4
                && request[length - 4] == '\r'
                && request[length - 3] == '\n'
                && request[length - 2] == '\r'
                && request[length - 1] == '\n';
    }

    private static long number(byte[] request) {
        long number = 0;
        for (int i = PATH; request[i] >= '0' && request[i] <= '9'; i++) {
            number = 10 * number + request[i] - '0';
        }
        return number;
    }

    /**
     * Calculates, which takes the same number of instructions each time.
     *
     * @param rounds how often
     * @return what depends on all of it, so that no compiler leaves it out
     */
    public static long work(long rounds) {
        long value = rounds | 1;
        for (long i = 0; i < rounds; i++) {
            value ^= value << 13;
            value ^= value >>> 7;
            value ^= value << 17;
        }
        if (value == 0) {
            throw new AssertionError("xorshift never becomes 0");
        }
        return value;
    }
}
