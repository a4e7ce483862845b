package io.mytracer.jmc;

import io.mytracer.events.KernelDrop;
import io.mytracer.events.NetfilterVerdict;
import io.mytracer.events.PacketEvent;
import io.mytracer.events.PacketPath;
import io.mytracer.events.SkbHop;
import io.mytracer.events.SocketQueue;
import io.mytracer.events.TcpReset;
import io.mytracer.events.TcpRetransmit;
import io.mytracer.events.TracerLoss;
import io.mytracer.events.TracerStatus;
import io.mytracer.events.boot.SocketIo;
import io.mytracer.events.boot.SocketState;

import jdk.jfr.Event;

import org.openjdk.jmc.common.item.IItemCollection;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A recording with events of every type that a page shows, each type in a number of its own. */
final class PageRecording {
    static final int HOPS = 7;
    static final int CALLS = 1;
    static final int PATHS = 2;
    static final int DROPS = 3;
    static final int VERDICTS = 4;
    static final int RESETS = 5;
    static final int RETRANSMITS = 6;
    static final int QUEUES = 8;
    static final int STATES = 9;
    static final int IOS = 10;
    static final int STATUSES = 1;
    static final int LOSSES = 1;

    private PageRecording() {}

    static IItemCollection make(Thread... threads) throws Exception {
        return Recordings.record(
                List.of(
                        SkbHop.class,
                        PacketPath.class,
                        KernelDrop.class,
                        NetfilterVerdict.class,
                        TcpReset.class,
                        TcpRetransmit.class,
                        SocketQueue.class,
                        SocketState.class,
                        SocketIo.class,
                        TracerStatus.class,
                        TracerLoss.class),
                () -> commit(threads));
    }

    private static void commit(Thread... threads) throws Exception {
        for (int i = 0; i < HOPS; i++) {
            hop("ip_rcv", threads[i % threads.length]);
        }
        hop("sock_send_length", threads[0]);
        times(PATHS, () -> fill(new PacketPath()).commit());
        times(DROPS, () -> fill(new KernelDrop()).commit());
        times(VERDICTS, PageRecording::verdict);
        times(RESETS, () -> fill(new TcpReset()).commit());
        times(RETRANSMITS, () -> fill(new TcpRetransmit()).commit());
        times(QUEUES, () -> new SocketQueue().commit());
        times(STATES, () -> instance(SocketState.class).commit());
        times(IOS, PageRecording::io);
        Recordings.tracing(0, 0);
        Recordings.loss(1, 0);
        echo();
    }

    private static void times(int count, Recordings.Body body) throws Exception {
        for (int i = 0; i < count; i++) {
            body.run();
        }
    }

    private static void hop(String function, Thread thread) {
        SkbHop hop = fill(new SkbHop());
        hop.thread = thread;
        hop.javaThreadId = thread.threadId();
        hop.stage = "IP";
        hop.function = function;
        hop.commit();
    }

    private static void verdict() {
        NetfilterVerdict verdict = fill(new NetfilterVerdict());
        verdict.verdict = "DROP";
        verdict.commit();
    }

    /** Longer than the threshold of this event. */
    private static void io() throws ReflectiveOperationException {
        SocketIo io = instance(SocketIo.class);
        io.begin();
        long start = System.nanoTime();
        while (System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(2)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
        io.commit();
    }

    /** Of classes that JFR gives static methods in the boot loader, which nothing else calls. */
    private static <T extends Event> T instance(Class<T> type) throws ReflectiveOperationException {
        Constructor<T> constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        return constructor.newInstance();
    }

    private static <T extends PacketEvent> T fill(T event) {
        event.thread = Thread.currentThread();
        event.packetId = 1;
        event.direction = "IN";
        return event;
    }

    /** Makes a jdk.SocketWrite and a jdk.SocketRead. */
    private static void echo() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket accepted = server.accept()) {
            client.getOutputStream().write(1);
            if (accepted.getInputStream().read() != 1) {
                throw new AssertionError("the echo is another");
            }
        }
    }
}
