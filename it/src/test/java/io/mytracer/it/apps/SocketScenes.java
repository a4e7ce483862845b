package io.mytracer.it.apps;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;

import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Every kind of socket that the JDK has, both ends in this JVM. Each scene sends {@link #SIZE}
 * bytes and gets them back, or fails as it should, and says its name and its ports.
 */
public final class SocketScenes {
    /** Bytes that each scene sends. */
    public static final int SIZE = 1000;

    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final String ANONYMOUS = "TLS_DH_anon_WITH_AES_128_GCM_SHA256";

    private SocketScenes() {}

    /**
     * Plays the scenes when the first line has come, and ends with standard input.
     *
     * @param arguments a port that nobody listens on
     */
    public static void main(String[] arguments) throws Exception {
        int closedPort = Integer.parseInt(arguments[0]);
        System.out.println("ready");
        if (Input.words() == null) {
            return;
        }
        OtherAgent.work();
        socket("platform", Thread.ofPlatform().daemon().factory());
        socket("virtual", Thread.ofVirtual().factory());
        channel();
        async();
        datagramSocket();
        datagramChannel();
        connectedDatagramChannel();
        tls();
        sendfile();
        refused(closedPort);
        bindFails();
        reset();
        closedWhileReading();
        System.out.println("done scenes");
        Input.awaitEnd();
    }

    private static void socket(String name, ThreadFactory threads) throws Exception {
        try (ServerSocket server = EchoServer.start(HERE, 0, threads)) {
            Thread client = threads.newThread(() -> socket(name, server.getLocalPort()));
            client.start();
            client.join();
        }
    }

    private static void socket(String name, int port) {
        try (Socket socket = new Socket(HERE, port)) {
            say(name, socket.getLocalPort(), port);
            Echo.request(socket, SIZE);
            Echo.close(socket);
        } catch (IOException e) {
            System.out.println("failed " + e);
        }
    }

    private static void channel() throws IOException {
        try (ServerSocket server = echo();
                SocketChannel channel = SocketChannel.open(address(server.getLocalPort()))) {
            say("channel", port(channel.getLocalAddress()), server.getLocalPort());
            ByteBuffer[] halves = {ByteBuffer.allocate(SIZE / 2), ByteBuffer.allocate(SIZE / 2)};
            channel.write(halves);
            halves[0].clear();
            halves[1].clear();
            while (halves[1].hasRemaining()) {
                channel.read(halves);
            }
        }
    }

    private static void async() throws Exception {
        try (AsynchronousServerSocketChannel server =
                        AsynchronousServerSocketChannel.open().bind(address(0));
                AsynchronousSocketChannel client = AsynchronousSocketChannel.open()) {
            int port = port(server.getLocalAddress());
            Future<AsynchronousSocketChannel> accepted = server.accept();
            client.connect(address(port)).get();
            say("async", port(client.getLocalAddress()), port);
            try (AsynchronousSocketChannel peer = accepted.get()) {
                ByteBuffer buffer = ByteBuffer.allocate(SIZE);
                client.write(buffer).get();
                receive(peer, buffer.clear());
                peer.write(buffer.flip()).get();
                receive(client, buffer.clear());
            }
        }
    }

    private static void receive(AsynchronousSocketChannel from, ByteBuffer into) throws Exception {
        while (into.hasRemaining()) {
            from.read(into).get();
        }
    }

    private static void datagramSocket() throws IOException {
        try (DatagramSocket one = new DatagramSocket(address(0));
                DatagramSocket other = new DatagramSocket(address(0))) {
            say("datagramSocket", one.getLocalPort(), other.getLocalPort());
            DatagramPacket packet = new DatagramPacket(new byte[SIZE], SIZE);
            packet.setSocketAddress(address(other.getLocalPort()));
            one.send(packet);
            other.receive(packet);
            other.send(packet);
            one.receive(packet);
        }
    }

    private static void datagramChannel() throws IOException {
        try (DatagramChannel one = DatagramChannel.open().bind(address(0));
                DatagramChannel other = DatagramChannel.open().bind(address(0))) {
            say("datagramChannel", port(one.getLocalAddress()), port(other.getLocalAddress()));
            ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
            one.send(buffer, other.getLocalAddress());
            SocketAddress from = other.receive(buffer.clear());
            other.send(buffer.flip(), from);
            one.receive(buffer.clear());
        }
    }

    private static void connectedDatagramChannel() throws IOException {
        try (DatagramChannel one = DatagramChannel.open().bind(address(0));
                DatagramChannel other = DatagramChannel.open().bind(address(0))) {
            one.connect(other.getLocalAddress());
            other.connect(one.getLocalAddress());
            say("connectedChannel", port(one.getLocalAddress()), port(other.getLocalAddress()));
            ByteBuffer buffer = ByteBuffer.allocate(SIZE);
            one.write(buffer);
            other.read(buffer.clear());
            other.write(buffer.flip());
            one.read(buffer.clear());
        }
    }

    /** Without certificates, so that none need to be made: nobody else is listening here. */
    private static void tls() throws Exception {
        Security.setProperty("jdk.tls.disabledAlgorithms", "");
        try (SSLServerSocket server =
                (SSLServerSocket) SSLServerSocketFactory.getDefault().createServerSocket()) {
            server.setEnabledCipherSuites(new String[] {ANONYMOUS});
            server.setEnabledProtocols(new String[] {"TLSv1.2"});
            server.bind(address(0));
            Thread echo = Thread.ofVirtual().start(() -> tlsEcho(server));
            try (SSLSocket socket =
                    (SSLSocket)
                            SSLSocketFactory.getDefault()
                                    .createSocket(HERE, server.getLocalPort())) {
                socket.setEnabledCipherSuites(new String[] {ANONYMOUS});
                socket.setEnabledProtocols(new String[] {"TLSv1.2"});
                say("tls", socket.getLocalPort(), server.getLocalPort());
                Echo.request(socket, SIZE);
            }
            echo.join();
        }
    }

    private static void tlsEcho(SSLServerSocket server) {
        try (Socket socket = server.accept()) {
            socket.getOutputStream().write(socket.getInputStream().readNBytes(SIZE));
            int end = socket.getInputStream().read();
            if (end != -1) {
                System.out.println("failed: data behind the request");
            }
        } catch (IOException e) {
            System.out.println("failed " + e);
        }
    }

    private static void sendfile() throws IOException {
        Path file = Files.createTempFile("sendfile", "");
        Files.write(file, new byte[SIZE]);
        try (ServerSocket server = echo();
                FileChannel data = FileChannel.open(file);
                SocketChannel channel = SocketChannel.open(address(server.getLocalPort()))) {
            say("sendfile", port(channel.getLocalAddress()), server.getLocalPort());
            data.transferTo(0, SIZE, channel);
            ByteBuffer buffer = ByteBuffer.allocate(SIZE);
            while (buffer.hasRemaining()) {
                channel.read(buffer);
            }
        } finally {
            Files.delete(file);
        }
    }

    private static void refused(int closedPort) throws Exception {
        say("refused", 0, closedPort);
        try (Socket socket = new Socket(HERE, closedPort)) {
            System.out.println("failed: connected to " + socket);
        } catch (ConnectException e) {
            // as it should be
        }
        try (SocketChannel channel = SocketChannel.open()) {
            channel.configureBlocking(false);
            channel.connect(address(closedPort));
            while (!channel.finishConnect()) {
                Thread.onSpinWait();
            }
            System.out.println("failed: connected");
        } catch (ConnectException e) {
            // as it should be
        }
    }

    private static void bindFails() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, HERE);
                ServerSocket second = new ServerSocket()) {
            say("bindFails", 0, server.getLocalPort());
            second.bind(address(server.getLocalPort()));
            System.out.println("failed: bound twice");
        } catch (BindException e) {
            // as it should be
        }
    }

    private static void reset() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, HERE);
                Socket socket = new Socket(HERE, server.getLocalPort())) {
            say("reset", socket.getLocalPort(), server.getLocalPort());
            Socket peer = server.accept();
            socket.getOutputStream().write(new byte[SIZE]);
            peer.setSoLinger(true, 0);
            peer.close();
            int read = socket.getInputStream().read();
            System.out.println("failed: read " + read);
        } catch (IOException e) {
            // as it should be
        }
    }

    /** The descriptor is taken from under a thread that reads from it. */
    private static void closedWhileReading() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, HERE);
                Socket socket = new Socket(HERE, server.getLocalPort());
                Socket peer = server.accept()) {
            say("closedWhileReading", socket.getLocalPort(), server.getLocalPort());
            peer.setSoTimeout(10_000);
            Thread reader = Thread.ofPlatform().start(() -> readUntilClosed(socket));
            while (reader.getState() == Thread.State.NEW) {
                Thread.onSpinWait();
            }
            Thread.sleep(50);
            close(socket);
            reader.join();
            if (peer.getInputStream().read() != -1) {
                System.out.println("failed: data of a peer that sent none");
            }
        } catch (SocketTimeoutException e) {
            System.out.println("failed " + e);
        }
    }

    private static void close(Socket socket) throws IOException {
        socket.close();
    }

    private static void readUntilClosed(Socket socket) {
        try {
            System.out.println("failed: read " + socket.getInputStream().read());
        } catch (IOException e) {
            // as it should be
        }
    }

    private static ServerSocket echo() throws IOException {
        return EchoServer.start(HERE, 0, Thread.ofPlatform().daemon().factory());
    }

    private static InetSocketAddress address(int port) {
        return new InetSocketAddress(HERE, port);
    }

    private static int port(SocketAddress address) {
        return ((InetSocketAddress) address).getPort();
    }

    private static void say(String name, int one, int other) {
        System.out.println("scene " + name + " " + one + " " + other);
    }
}
