package io.mytracer.it;

import io.mytracer.it.apps.Echo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Asks an echo server without a pause, on a connection that stays and on short ones. */
final class Load implements AutoCloseable {
    private final int port;
    private final Thread thread;
    private final AtomicInteger requests = new AtomicInteger();
    private volatile boolean ended;
    private volatile IOException failure;

    Load(int port) {
        this.port = port;
        thread = Thread.ofPlatform().daemon().name("load").start(this::run);
    }

    private void run() {
        try (Socket lasting = new Socket(InetAddress.getLoopbackAddress(), port)) {
            while (!ended) {
                Echo.request(lasting, 1000);
                Socket brief = new Socket(InetAddress.getLoopbackAddress(), port);
                Echo.request(brief, 100);
                Echo.close(brief);
                requests.incrementAndGet();
            }
        } catch (IOException e) {
            failure = e;
        }
    }

    /** Waits for some more answers. */
    void await(int more) throws InterruptedException {
        int wanted = requests.get() + more;
        Await.until(
                more + " more answers",
                Duration.ofSeconds(20),
                () -> requests.get() >= wanted || failure != null);
    }

    /** Ends it, and returns what went wrong, or null. */
    IOException end() throws InterruptedException {
        ended = true;
        thread.join();
        return failure;
    }

    @Override
    public void close() {
        ended = true;
    }
}
