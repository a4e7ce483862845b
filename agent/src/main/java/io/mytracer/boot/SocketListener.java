package io.mytracer.boot;

import java.io.FileDescriptor;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * What the agent wants to know of the JDK's sockets. It is called in the application's threads, in
 * the midst of the JDK's work: an implementation must not block, and what it throws is dropped.
 *
 * <p>Times are JFR ticks, a result is what the JDK's method has returned ({@code
 * sun.nio.ch.IOStatus}), and {@code thrown} is null where it has returned. Thread-safe.
 */
public interface SocketListener {

    /**
     * The current thread is about to make a system call on a socket.
     *
     * @return whether {@link #called} is to follow
     */
    boolean calling();

    /** The call has ended, and what it did has been told. */
    void called();

    /** A system call that moves data has ended. */
    void moved(
            long start, String operation, FileDescriptor descriptor, long result, Throwable thrown);

    /** A datagram was sent to an address, by a socket that need not be connected. */
    void sent(
            long start,
            FileDescriptor descriptor,
            long result,
            InetSocketAddress target,
            Throwable thrown);

    /** A datagram was received; the source is a {@code sun.nio.ch.NativeSocketAddress}. */
    void received(
            long start, FileDescriptor descriptor, long result, Object source, Throwable thrown);

    /** A connect has been started, and perhaps has failed; {@code start} may be 0. */
    void connecting(
            long start, FileDescriptor descriptor, InetAddress remote, int port, Throwable thrown);

    /** A connect that was started before has failed. */
    void connectFailed(FileDescriptor descriptor, Throwable thrown);

    /** A bind has failed. */
    void bindFailed(FileDescriptor descriptor, InetAddress local, int port, Throwable thrown);

    /**
     * The JDK has asked for the local address: it has just bound, connected or accepted.
     *
     * @param local null where the kernel has refused to tell it
     */
    void named(FileDescriptor descriptor, InetSocketAddress local);

    /** A socket that was bound before has begun to listen. */
    void listening(FileDescriptor descriptor);

    /** The kernel's socket is about to be closed, while the descriptor's number stays in use. */
    void preClosing(FileDescriptor descriptor);

    /** The descriptor is about to be closed. */
    void closing(FileDescriptor descriptor);
}
