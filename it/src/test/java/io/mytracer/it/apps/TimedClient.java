package io.mytracer.it.apps;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;

/** Writes to an {@link EchoServer}, each time another number of bytes, and notes when it did. */
public final class TimedClient {
    private TimedClient() {}

    /**
     * Writes, then waits until standard input ends.
     *
     * @param arguments address, port, how many times
     */
    public static void main(String[] arguments) throws IOException {
        int calls = Integer.parseInt(arguments[2]);
        System.out.println("ready");
        String[] ignored = Input.words();
        try (Socket socket =
                new Socket(InetAddress.ofLiteral(arguments[0]), Integer.parseInt(arguments[1]))) {
            socket.setTcpNoDelay(true);
            OutputStream out = socket.getOutputStream();
            byte[] data = new byte[1000 + calls];
            for (int i = 0; i < calls; i++) {
                Call call = new Call();
                call.bytes = 1000 + i;
                call.begin();
                call.before = System.nanoTime();
                out.write(data, 0, call.bytes);
                call.after = System.nanoTime();
                call.end();
                call.commit();
                if (socket.getInputStream().readNBytes(call.bytes).length != call.bytes) {
                    throw new IOException("the echo ended");
                }
            }
        }
        System.out.println("done calls");
        Input.awaitEnd();
    }
}
