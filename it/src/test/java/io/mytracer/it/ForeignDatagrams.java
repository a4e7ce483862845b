package io.mytracer.it;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A socket of another process, the test's, that sends to itself, some thousands in a second. */
final class ForeignDatagrams implements AutoCloseable {
    /** Before the agent knows that they are foreign, each is some records. */
    private static final int PAUSE_AFTER = 20;

    private final DatagramSocket socket;
    private final AtomicLong sent = new AtomicLong();
    private final Thread sender;

    private ForeignDatagrams(InetAddress address) throws IOException {
        socket = new DatagramSocket(0, address);
        sender = Thread.ofPlatform().name("foreign datagrams").start(this::send);
    }

    static ForeignDatagrams start(InetAddress address) throws IOException {
        return new ForeignDatagrams(address);
    }

    /** Waits until so many have been sent. */
    void await(int number) throws InterruptedException {
        Await.until(number + " are sent", Duration.ofSeconds(30), () -> sent.get() >= number);
    }

    private void send() {
        DatagramPacket packet =
                new DatagramPacket(
                        new byte[99], 99, socket.getLocalAddress(), socket.getLocalPort());
        try {
            while (true) {
                socket.send(packet);
                socket.receive(packet);
                if (sent.incrementAndGet() % PAUSE_AFTER == 0) {
                    Thread.sleep(1);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            if (!socket.isClosed()) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() {
        socket.close();
        try {
            sender.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
