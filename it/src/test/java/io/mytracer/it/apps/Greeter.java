package io.mytracer.it.apps;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Something whose output and exit code can be compared: whatever the agent does, they stay. */
public final class Greeter {
    /** Its exit code. */
    public static final int EXIT_CODE = 7;

    private Greeter() {}

    /**
     * Echoes on a port until standard input ends.
     *
     * @param arguments the port
     */
    public static void main(String[] arguments) throws IOException {
        System.out.println("hello");
        ServerSocket server =
                EchoServer.start(
                        InetAddress.getLoopbackAddress(),
                        Integer.parseInt(arguments[0]),
                        Thread.ofVirtual().factory());
        System.out.println("port " + server.getLocalPort());
        Input.awaitEnd();
        server.close();
        System.out.println("bye");
        System.exit(EXIT_CODE);
    }
}
