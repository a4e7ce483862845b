package io.mytracer.boot;

import io.mytracer.events.boot.SocketIo;
import io.mytracer.events.boot.SocketState;

import java.io.FileDescriptor;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The static methods that are called from the woven methods of the JDK, which drop what is thrown
 * here. Nothing happens until there is a listener, and the costly half of it only where a recording
 * wants the event.
 *
 * <p>Thread-safe.
 */
public final class SocketHooks {
    /** A time that no call has. */
    public static final long UNTOLD = -1;

    private static volatile SocketListener listener;

    private SocketHooks() {}

    /**
     * Begins or ends to tell of sockets.
     *
     * @param told null for nobody
     */
    public static void listen(SocketListener told) {
        listener = told;
    }

    /**
     * A call begins that moves data.
     *
     * @return the time in ticks; {@link #UNTOLD} where only its end is to be told, 0 where nothing
     */
    public static long begin() {
        long start = calling();
        return SocketIo.enabled() ? SocketIo.timestamp() : start;
    }

    /** A connect begins; as {@link #begin}. */
    public static long beginConnect() {
        long start = calling();
        return SocketState.enabled() ? SocketState.timestamp() : start;
    }

    private static long calling() {
        SocketListener told = listener;
        return told != null && told.calling() ? UNTOLD : 0;
    }

    /** See {@link SocketListener#called}. */
    public static void called() {
        SocketListener told = listener;
        if (told != null) {
            told.called();
        }
    }

    /** See {@link SocketListener#moved}. */
    public static void moved(
            long start,
            String operation,
            FileDescriptor descriptor,
            long result,
            Throwable thrown) {
        SocketListener told = listener;
        if (told != null) {
            told.moved(start, operation, descriptor, result, thrown);
        }
    }

    /** See {@link SocketListener#sent}. */
    public static void sent(
            long start,
            FileDescriptor descriptor,
            long result,
            InetSocketAddress target,
            Throwable thrown) {
        SocketListener told = listener;
        if (told != null) {
            told.sent(start, descriptor, result, target, thrown);
        }
    }

    /** See {@link SocketListener#received}. */
    public static void received(
            long start, FileDescriptor descriptor, long result, Object source, Throwable thrown) {
        SocketListener told = listener;
        if (told != null) {
            told.received(start, descriptor, result, source, thrown);
        }
    }

    /** See {@link SocketListener#connecting}. */
    public static void connecting(
            long start, FileDescriptor descriptor, InetAddress remote, int port, Throwable thrown) {
        SocketListener told = listener;
        if (told != null) {
            told.connecting(start, descriptor, remote, port, thrown);
        }
    }

    /** See {@link SocketListener#connectFailed}. */
    public static void connectFailed(FileDescriptor descriptor, Throwable thrown) {
        SocketListener told = listener;
        if (told != null) {
            told.connectFailed(descriptor, thrown);
        }
    }

    /** See {@link SocketListener#bindFailed}. */
    public static void bindFailed(
            FileDescriptor descriptor, InetAddress local, int port, Throwable thrown) {
        SocketListener told = listener;
        if (told != null) {
            told.bindFailed(descriptor, local, port, thrown);
        }
    }

    /** See {@link SocketListener#named}. */
    public static void named(FileDescriptor descriptor, InetSocketAddress local) {
        SocketListener told = listener;
        if (told != null) {
            told.named(descriptor, local);
        }
    }

    /** See {@link SocketListener#listening}. */
    public static void listening(FileDescriptor descriptor) {
        SocketListener told = listener;
        if (told != null) {
            told.listening(descriptor);
        }
    }

    /** See {@link SocketListener#preClosing}. */
    public static void preClosing(FileDescriptor descriptor) {
        SocketListener told = listener;
        if (told != null) {
            told.preClosing(descriptor);
        }
    }

    /** See {@link SocketListener#closing}. */
    public static void closing(FileDescriptor descriptor) {
        SocketListener told = listener;
        if (told != null) {
            told.closing(descriptor);
        }
    }
}
