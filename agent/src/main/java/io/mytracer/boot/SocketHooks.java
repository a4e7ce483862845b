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

    /** Returns the time at which a call begins that moves data, in ticks, or 0: do not tell. */
    public static long begin() {
        return SocketIo.enabled() ? SocketIo.timestamp() : 0;
    }

    /** Returns the time at which a connect begins, in ticks, or 0: nobody wants to know. */
    public static long beginConnect() {
        return SocketState.enabled() ? SocketState.timestamp() : 0;
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
    public static void named(FileDescriptor descriptor) {
        SocketListener told = listener;
        if (told != null) {
            told.named(descriptor);
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
