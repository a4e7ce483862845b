package io.mytracer.it.apps;

import com.sun.net.httpserver.HttpServer;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;

import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Requests and answers by each way that Java has to make them, both ends in this JVM. */
public final class Exchanges {
    private static final int SIZE = 200;
    private static final int CLIENTS = 10;
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final String ANONYMOUS = "TLS_DH_anon_WITH_AES_128_GCM_SHA256";

    private Exchanges() {}

    /** A part of the exchanges, in a thread of its own. */
    private interface Part {
        void run(int count) throws Exception;
    }

    /**
     * Makes exchanges when a line has come, and ends with standard input.
     *
     * @param arguments which way, and how many
     */
    public static void main(String[] arguments) throws Exception {
        Security.setProperty("jdk.tls.disabledAlgorithms", "");
        System.out.println("ready");
        if (Input.words() == null) {
            return;
        }
        int count = Integer.parseInt(arguments[1]);
        ThreadFactory platform = Thread.ofPlatform().daemon().name("platform-", 0).factory();
        ThreadFactory virtual = Thread.ofVirtual().name("virtual-", 0).factory();
        switch (arguments[0]) {
            case "socket" -> sockets(platform, count);
            case "virtual" -> sockets(virtual, count);
            case "tls" -> tls(virtual, count);
            case "http-platform" -> http(Executors.newFixedThreadPool(4, platform), count);
            case "http-virtual" -> http(Executors.newThreadPerTaskExecutor(virtual), count);
            case "selector" -> selector(platform, count);
            case "async" -> async(platform, count);
            case "datagram" -> datagrams(platform, count);
            case "netty-nio" ->
                    netty(
                            new NioEventLoopGroup(2),
                            NioServerSocketChannel.class,
                            NioSocketChannel.class,
                            count);
            case "netty-epoll" ->
                    netty(
                            new EpollEventLoopGroup(2),
                            EpollServerSocketChannel.class,
                            EpollSocketChannel.class,
                            count);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        System.out.println("done exchanges");
        Input.awaitEnd();
        System.exit(0);
    }

    private static void inThreads(ThreadFactory factory, int count, Part part) throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Thread thread =
                    factory.newThread(
                            () -> {
                                try {
                                    part.run(count / CLIENTS);
                                } catch (Exception e) {
                                    System.out.println("failed " + e);
                                }
                            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void sockets(ThreadFactory threads, int count) throws Exception {
        try (ServerSocket server = EchoServer.start(HERE, 0, threads)) {
            inThreads(threads, count, some -> ask(new Socket(HERE, server.getLocalPort()), some));
        }
    }

    private static void ask(Socket connected, int count) throws IOException {
        try (connected) {
            for (int i = 0; i < count; i++) {
                Echo.request(connected, SIZE);
            }
        }
    }

    /** Without certificates, so that none need to be made: nobody else is listening here. */
    private static void tls(ThreadFactory threads, int count) throws Exception {
        try (SSLServerSocket server =
                (SSLServerSocket) SSLServerSocketFactory.getDefault().createServerSocket()) {
            server.setEnabledCipherSuites(new String[] {ANONYMOUS});
            server.setEnabledProtocols(new String[] {"TLSv1.2"});
            server.bind(address(0));
            EchoServer.serve(server, threads);
            inThreads(
                    threads,
                    count,
                    some -> {
                        SSLSocket socket =
                                (SSLSocket)
                                        SSLSocketFactory.getDefault()
                                                .createSocket(HERE, server.getLocalPort());
                        socket.setEnabledCipherSuites(new String[] {ANONYMOUS});
                        socket.setEnabledProtocols(new String[] {"TLSv1.2"});
                        ask(socket, some);
                    });
        }
    }

    private static void http(Executor executor, int count) throws Exception {
        HttpServer server = HttpServer.create(address(0), 100);
        server.setExecutor(executor);
        server.createContext(
                "/",
                exchange -> {
                    exchange.sendResponseHeaders(200, SIZE);
                    try (OutputStream body = exchange.getResponseBody()) {
                        body.write(new byte[SIZE]);
                    }
                });
        server.start();
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (int i = 0; i < count; i++) {
                byte[] body = client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
                if (body.length != SIZE) {
                    throw new IOException("an answer of " + body.length);
                }
            }
        }
        server.stop(0);
    }

    private static void selector(ThreadFactory threads, int count) throws Exception {
        try (Selector selector = Selector.open();
                ServerSocketChannel server = ServerSocketChannel.open().bind(address(0), 100)) {
            server.configureBlocking(false);
            server.register(selector, SelectionKey.OP_ACCEPT);
            int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
            Thread loop = threads.newThread(() -> loop(selector));
            loop.start();
            inThreads(
                    threads,
                    count,
                    some -> {
                        try (SocketChannel channel = SocketChannel.open(address(port))) {
                            ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
                            for (int i = 0; i < some; i++) {
                                channel.write(buffer.clear());
                                buffer.clear();
                                while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                                    // until all of it is here
                                }
                            }
                        }
                    });
        }
    }

    private static void loop(Selector selector) {
        try {
            ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
            while (selector.isOpen()) {
                selector.select(
                        key -> {
                            try {
                                turn(selector, key, buffer.clear());
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        });
            }
        } catch (IOException e) {
            System.out.println("failed " + e);
        }
    }

    private static void turn(Selector selector, SelectionKey key, ByteBuffer buffer)
            throws IOException {
        if (key.isAcceptable()) {
            SocketChannel channel = ((ServerSocketChannel) key.channel()).accept();
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            return;
        }
        SocketChannel channel = (SocketChannel) key.channel();
        if (channel.read(buffer) < 0) {
            channel.close();
            return;
        }
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static void async(ThreadFactory threads, int count) throws Exception {
        try (AsynchronousServerSocketChannel server =
                AsynchronousServerSocketChannel.open().bind(address(0), 100)) {
            int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
            Thread acceptor = threads.newThread(() -> accept(server, threads));
            acceptor.start();
            inThreads(
                    threads,
                    count,
                    some -> {
                        try (AsynchronousSocketChannel channel = AsynchronousSocketChannel.open()) {
                            channel.connect(address(port)).get();
                            ByteBuffer buffer = ByteBuffer.allocate(SIZE);
                            for (int i = 0; i < some; i++) {
                                channel.write(buffer.clear()).get();
                                buffer.clear();
                                while (buffer.hasRemaining() && channel.read(buffer).get() >= 0) {
                                    // until all of it is here
                                }
                            }
                        }
                    });
        }
    }

    private static void accept(AsynchronousServerSocketChannel server, ThreadFactory threads) {
        try {
            for (int i = 0; i < CLIENTS; i++) {
                AsynchronousSocketChannel channel = server.accept().get();
                threads.newThread(() -> echo(channel)).start();
            }
        } catch (Exception e) {
            System.out.println("failed " + e);
        }
    }

    private static void echo(AsynchronousSocketChannel from) {
        try (AsynchronousSocketChannel channel = from) {
            ByteBuffer buffer = ByteBuffer.allocate(SIZE);
            while (channel.read(buffer.clear()).get() >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    channel.write(buffer).get();
                }
            }
        } catch (Exception e) {
            System.out.println("failed " + e);
        }
    }

    private static void datagrams(ThreadFactory threads, int count) throws Exception {
        try (DatagramChannel server = DatagramChannel.open().bind(address(0))) {
            InetSocketAddress target = (InetSocketAddress) server.getLocalAddress();
            Thread echo = threads.newThread(() -> echo(server, count));
            echo.start();
            inThreads(
                    threads,
                    count,
                    some -> {
                        try (DatagramChannel channel = DatagramChannel.open().bind(address(0))) {
                            ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
                            for (int i = 0; i < some; i++) {
                                channel.send(buffer.clear(), target);
                                channel.receive(buffer.clear());
                            }
                        }
                    });
            echo.join();
        }
    }

    private static void echo(DatagramChannel channel, int count) {
        try {
            ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
            for (int i = 0; i < count; i++) {
                InetSocketAddress from = (InetSocketAddress) channel.receive(buffer.clear());
                channel.send(buffer.flip(), from);
            }
        } catch (IOException e) {
            System.out.println("failed " + e);
        }
    }

    private static void netty(
            EventLoopGroup loops,
            Class<? extends ServerChannel> server,
            Class<? extends Channel> client,
            int count)
            throws Exception {
        Channel listener =
                new ServerBootstrap()
                        .group(loops)
                        .channel(server)
                        .childHandler(new Fresh(Answering::new))
                        .bind(address(0))
                        .sync()
                        .channel();
        Semaphore ended = new Semaphore(0);
        for (int i = 0; i < CLIENTS; i++) {
            new Bootstrap()
                    .group(loops)
                    .channel(client)
                    .handler(new Fresh(() -> new Asking(count / CLIENTS, ended)))
                    .connect(listener.localAddress())
                    .sync();
        }
        ended.acquire(CLIENTS);
        loops.shutdownGracefully().sync();
    }

    private static final class Fresh extends ChannelInitializer<Channel> {
        private final Supplier<ChannelHandler> handlers;

        Fresh(Supplier<ChannelHandler> handlers) {
            this.handlers = handlers;
        }

        @Override
        protected void initChannel(Channel channel) {
            channel.pipeline().addLast(handlers.get());
        }
    }

    private static final class Answering extends SimpleChannelInboundHandler<ByteBuf> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
            ChannelFuture ignored = context.writeAndFlush(message.retain());
        }
    }

    private static final class Asking extends SimpleChannelInboundHandler<ByteBuf> {
        private final Semaphore ended;
        private int left;
        private int received;

        Asking(int count, Semaphore ended) {
            this.left = count;
            this.ended = ended;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            ask(context);
        }

        private static void ask(ChannelHandlerContext context) {
            ChannelFuture ignored = context.writeAndFlush(Unpooled.wrappedBuffer(new byte[SIZE]));
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
            received += message.readableBytes();
            if (received < SIZE) {
                return;
            }
            received = 0;
            if (--left > 0) {
                ask(context);
            } else {
                ended.release();
                ChannelFuture ignored = context.close();
            }
        }
    }

    private static InetSocketAddress address(int port) {
        return new InetSocketAddress(HERE, port);
    }
}
