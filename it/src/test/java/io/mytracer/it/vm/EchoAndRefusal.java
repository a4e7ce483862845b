package io.mytracer.it.vm;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A JVM that talks to itself, and then to a port where nobody listens. */
public final class EchoAndRefusal {
    private EchoAndRefusal() {}

    /**
     * Connects, says something, is answered, connects where it is refused, and ends.
     *
     * @param arguments the port to serve, the port where nobody listens
     */
    public static void main(String[] arguments) throws Exception {
        InetAddress here = InetAddress.getLoopbackAddress();
        byte[] words = new byte[1000];
        try (ServerSocket server = new ServerSocket(Integer.parseInt(arguments[0]), 10, here);
                Socket client = new Socket(here, server.getLocalPort());
                Socket accepted = server.accept()) {
            for (int i = 0; i < 10; i++) {
                client.getOutputStream().write(words);
                accepted.getOutputStream()
                        .write(accepted.getInputStream().readNBytes(words.length));
                if (client.getInputStream().readNBytes(words.length).length < words.length) {
                    throw new IOException("the answer is cut off");
                }
            }
        }
        try (Socket socket = new Socket(here, Integer.parseInt(arguments[1]))) {
            throw new IOException("somebody listens: " + socket);
        } catch (ConnectException e) {
            System.out.println("refused");
        }
    }
}
