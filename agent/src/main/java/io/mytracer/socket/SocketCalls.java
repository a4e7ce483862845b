package io.mytracer.socket;

import static io.mytracer.bpf.ffm.NativeFunction.integer;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.mytracer.bpf.ffm.NativeFunction;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;

/**
 * What the kernel tells of a socket: its cookie, which is what BPF programs know it by, and its
 * ends. None of these calls blocks. Thread-safe.
 */
final class SocketCalls {
    private static final int SOL_SOCKET = 1;
    private static final int SO_LINGER = 13;
    private static final int SO_ACCEPTCONN = 30;
    private static final int SO_MEMINFO = 55; // since Linux 4.12
    private static final int SO_COOKIE = 57; // since Linux 4.12
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int SOCKADDR_STORAGE = 128;
    private static final long LENGTH = SOCKADDR_STORAGE;
    private static final ValueLayout.OfShort PORT = JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);

    private static final NativeFunction GETSOCKNAME = NativeFunction.ofLibc("getsockname");
    private static final NativeFunction GETPEERNAME = NativeFunction.ofLibc("getpeername");
    private static final NativeFunction GETSOCKOPT = NativeFunction.ofLibc("getsockopt");
    private static final NativeFunction GETTID = NativeFunction.ofLibc("gettid");

    private SocketCalls() {}

    /** Returns what is behind a descriptor, {@link Flow#FOREIGN} where that is no IP socket. */
    static Flow flow(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = buffer(arena);
            End local = end(GETSOCKNAME, fd, buffer);
            if (local == null) {
                return Flow.FOREIGN;
            }
            End remote = end(GETPEERNAME, fd, buffer); // null for ENOTCONN
            return new Flow(
                    fd,
                    cookie(fd, buffer),
                    local.address(),
                    local.port(),
                    remote == null ? null : remote.address(),
                    remote == null ? 0 : remote.port(),
                    0,
                    false);
        }
    }

    /** Returns the socket cookie, or 0. */
    static long cookie(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            return cookie(fd, buffer(arena));
        }
    }

    static boolean isListening(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = buffer(arena);
            return option(fd, SO_ACCEPTCONN, Integer.BYTES, buffer) && buffer.get(JAVA_INT, 0) != 0;
        }
    }

    /** Whether to close a connection is to reset it, since data is unread or SO_LINGER is 0. */
    static boolean isResetByClose(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = buffer(arena);
            // SK_MEMINFO_RMEM_ALLOC of include/uapi/linux/sock_diag.h is the first of nine numbers.
            boolean unread =
                    option(fd, SO_MEMINFO, 9 * Integer.BYTES, buffer)
                            && buffer.get(JAVA_INT, 0) != 0;
            // struct linger: whether it is on, then the seconds.
            return unread
                    || option(fd, SO_LINGER, 2 * Integer.BYTES, buffer)
                            && buffer.get(JAVA_INT, 0) != 0
                            && buffer.get(JAVA_INT, Integer.BYTES) == 0;
        }
    }

    /** Returns the id of the OS thread that runs this, in the PID namespace of this JVM. */
    static int threadId() {
        return (int) GETTID.call();
    }

    private record End(String address, int port) {}

    private static End end(NativeFunction call, int fd, MemorySegment buffer) {
        MemorySegment length = length(buffer, SOCKADDR_STORAGE);
        if ((int) call.call(integer(fd), buffer, length) != 0) {
            return null;
        }
        // struct sockaddr_in and sockaddr_in6: family, port, then the address.
        int offset =
                switch (buffer.get(JAVA_SHORT, 0)) {
                    case AF_INET -> 4;
                    case AF_INET6 -> 8;
                    default -> 0;
                };
        if (offset == 0) {
            return null;
        }
        byte[] address = buffer.asSlice(offset, offset == 4 ? 4 : 16).toArray(JAVA_BYTE);
        return new End(text(address), Short.toUnsignedInt(buffer.get(PORT, 2)));
    }

    /** The JDK's sockets are IPv6 ones for IPv4, too; getByAddress undoes the mapping. */
    private static String text(byte[] address) {
        try {
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // only for another length
        }
    }

    private static long cookie(int fd, MemorySegment buffer) {
        return option(fd, SO_COOKIE, Long.BYTES, buffer) ? buffer.get(JAVA_LONG, 0) : 0;
    }

    private static boolean option(int fd, int name, int size, MemorySegment buffer) {
        MemorySegment length = length(buffer, size);
        return (int)
                        GETSOCKOPT.call(
                                integer(fd), integer(SOL_SOCKET), integer(name), buffer, length)
                == 0;
    }

    private static MemorySegment buffer(Arena arena) {
        return arena.allocate(LENGTH + Long.BYTES, Long.BYTES);
    }

    private static MemorySegment length(MemorySegment buffer, int value) {
        buffer.set(JAVA_INT, LENGTH, value);
        return buffer.asSlice(LENGTH);
    }
}
