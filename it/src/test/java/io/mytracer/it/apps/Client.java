package io.mytracer.it.apps;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Connects out, as it is told: one word of a command, its arguments, and a line in answer. */
public final class Client {
    private static final List<Socket> OPEN = new ArrayList<>();

    private Client() {}

    /**
     * Does what standard input says until it ends.
     *
     * @param arguments {@code platform} or {@code virtual}, and the name of the thread to do it on
     */
    public static void main(String[] arguments) throws InterruptedException {
        Thread.Builder thread =
                arguments[0].equals("virtual") ? Thread.ofVirtual() : Thread.ofPlatform();
        thread.name(arguments[1]).start(Client::obey).join();
    }

    private static void obey() {
        System.out.println("ready");
        try {
            for (String[] words = Input.words(); words != null; words = Input.words()) {
                System.out.println(obey(words));
            }
        } catch (IOException e) {
            System.out.println("failed " + e);
        }
    }

    private static String obey(String[] words) throws IOException {
        switch (words[0]) {
            case "connect" -> {
                for (int i = 0; i < Integer.parseInt(words[3]); i++) {
                    OPEN.add(connect(words));
                }
                return "done connect " + OPEN.getLast().getLocalPort();
            }
            case "request" -> {
                for (int i = 0; i < Integer.parseInt(words[1]); i++) {
                    for (Socket socket : OPEN) {
                        Echo.request(socket, 100 + i);
                    }
                }
            }
            // A request in two parts, for answers that do not come yet.
            case "write" -> {
                for (Socket socket : OPEN) {
                    socket.getOutputStream().write(new byte[100]);
                }
            }
            case "read" -> {
                for (Socket socket : OPEN) {
                    socket.getInputStream().readNBytes(100);
                }
            }
            case "close" -> {
                for (Socket socket : OPEN) {
                    Echo.close(socket);
                }
                OPEN.clear();
            }
            case "short" -> {
                for (int i = 0; i < Integer.parseInt(words[3]); i++) {
                    Socket socket = connect(words);
                    Echo.request(socket, 100 + i);
                    Echo.close(socket);
                }
            }
            // As much as is asked for, to a Sink.
            case "transfer" -> {
                try (Socket socket = connect(words)) {
                    transfer(socket, Long.parseLong(words[3]));
                }
            }
            case "refused" -> {
                try {
                    connect(words).close();
                    return "connected";
                } catch (ConnectException e) {
                    return "done refused";
                }
            }
            // A connection that nobody answers, tried in the background.
            case "hang" ->
                    Thread.ofPlatform()
                            .daemon()
                            .start(
                                    () -> {
                                        try {
                                            connect(words).close();
                                        } catch (IOException e) {
                                            // It ends with the program at the latest.
                                        }
                                    });
            default -> throw new IllegalArgumentException(words[0]);
        }
        return "done " + words[0];
    }

    private static void transfer(Socket socket, long bytes) throws IOException {
        byte[] data = new byte[64 << 10];
        long left = bytes;
        while (left > 0) {
            int size = (int) Math.min(left, data.length);
            socket.getOutputStream().write(data, 0, size);
            left -= size;
        }
        socket.shutdownOutput();
        long arrived = new DataInputStream(socket.getInputStream()).readLong();
        if (arrived != bytes) {
            throw new IOException(arrived + " of " + bytes + " bytes have arrived");
        }
    }

    private static Socket connect(String[] words) throws IOException {
        return new Socket(InetAddress.ofLiteral(words[1]), Integer.parseInt(words[2]));
    }
}
