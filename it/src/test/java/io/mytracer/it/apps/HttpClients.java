package io.mytracer.it.apps;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** Clients of {@link HelloService} in one thread, each asking again as soon as it is answered. */
public final class HttpClients {
    private final ByteBuffer request;
    private final ByteBuffer answer = ByteBuffer.allocateDirect(1024);
    private final Selector selector = Selector.open();
    private long answers;
    private long end;
    private int open;

    private HttpClients(String path) throws IOException {
        byte[] text =
                ("GET /" + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII);
        request = ByteBuffer.allocateDirect(text.length).put(text);
    }

    /**
     * Obeys {@code PORT CLIENTS MILLIS PATH} until standard input ends; says how many answers came
     * in how many ns.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) throws IOException {
        System.out.println("ready");
        for (String[] words = Input.words(); words != null; words = Input.words()) {
            HttpClients clients = new HttpClients(words[3]);
            long nanos =
                    clients.run(
                            Integer.parseInt(words[0]),
                            Integer.parseInt(words[1]),
                            Long.parseLong(words[2]));
            System.out.println("done " + clients.answers + " " + nanos);
        }
    }

    private long run(int port, int clients, long millis) throws IOException {
        long begin = System.nanoTime();
        end = begin + 1_000_000 * millis;
        try (selector) {
            for (int i = 0; i < clients; i++) {
                SocketChannel channel =
                        SocketChannel.open(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ);
                open++;
                ask(channel);
            }
            while (open > 0) {
                selector.select(this::answered);
            }
        }
        return System.nanoTime() - begin;
    }

    private void answered(SelectionKey key) {
        try {
            SocketChannel channel = (SocketChannel) key.channel();
            int length = channel.read(answer.clear());
            if (length != HelloService.ANSWER.length) {
                throw new IOException("an answer of " + length + " bytes");
            }
            answers++;
            if (System.nanoTime() - end < 0) {
                ask(channel);
            } else {
                channel.close();
                open--;
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void ask(SocketChannel channel) throws IOException {
        if (channel.write(request.rewind()) != request.limit()) {
            throw new IOException("the request was not taken");
        }
    }
}
