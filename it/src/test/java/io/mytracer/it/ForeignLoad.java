package io.mytracer.it;

import io.mytracer.it.apps.Echo;
import io.mytracer.it.apps.EchoServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/** Traffic that is none of the traced JVM's: a server and clients in the JVM of the test. */
final class ForeignLoad implements AutoCloseable {
    private final ServerSocket server;
    private final AtomicLong requests = new AtomicLong();
    private final Thread client;
    private volatile boolean ended;

    private ForeignLoad(InetAddress address) throws IOException {
        server = EchoServer.start(address, 0, Thread.ofVirtual().factory());
        client = Thread.ofPlatform().name("foreign client").start(this::load);
    }

    static ForeignLoad start(InetAddress address) throws IOException {
        return new ForeignLoad(address);
    }

    private void load() {
        while (!ended) {
            try (Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
                for (int i = 0; i < 20 && !ended; i++) {
                    Echo.request(socket, 2000);
                    requests.incrementAndGet();
                }
                Echo.close(socket);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    long requests() {
        return requests.get();
    }

    @Override
    public void close() throws IOException {
        ended = true;
        try (server) {
            client.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
