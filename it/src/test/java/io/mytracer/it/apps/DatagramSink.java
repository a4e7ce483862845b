package io.mytracer.it.apps;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/** Receives datagrams and forgets them. */
public final class DatagramSink {
    private static final int BUFFER_BYTES = 8 << 20;

    private DatagramSink() {}

    /**
     * Receives until standard input ends.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) throws Exception {
        DatagramChannel channel =
                DatagramChannel.open()
                        .setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES)
                        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread.ofPlatform().daemon().name("sink").start(() -> receive(channel));
        System.out.println("port " + channel.socket().getLocalPort());
        Recorder.obey();
    }

    private static void receive(DatagramChannel channel) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(2048);
        try {
            while (true) {
                channel.receive(buffer.clear());
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
