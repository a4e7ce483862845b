package io.mytracer.socket;

import java.io.FileDescriptor;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Reads what the JDK's own objects hold. {@code java.io} and {@code sun.nio.ch} must be open to
 * this module before the class is initialized. Thread-safe.
 */
final class JdkSockets {
    private static final VarHandle FD;

    /** {@code (Object)InetSocketAddress}, of a sun.nio.ch.NativeSocketAddress; null without it. */
    private static final MethodHandle DECODE = decode();

    static {
        try {
            FD =
                    MethodHandles.privateLookupIn(FileDescriptor.class, MethodHandles.lookup())
                            .findVarHandle(FileDescriptor.class, "fd", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private JdkSockets() {}

    /** Returns the number of a descriptor, -1 where it is closed. */
    static int fd(FileDescriptor descriptor) {
        return (int) FD.get(descriptor);
    }

    /** Returns the address in a buffer for the kernel, or null where it cannot be read. */
    static InetSocketAddress address(Object nativeAddress) {
        if (DECODE == null || nativeAddress == null) {
            return null;
        }
        try {
            return (InetSocketAddress) DECODE.invokeExact(nativeAddress);
        } catch (Throwable t) { // nothing was received, so there is no address in it
            return null;
        }
    }

    /** Returns an address as events have it: without a scope, and without asking for its name. */
    static String text(InetAddress address) {
        String text = address.getHostAddress();
        int scope = text.indexOf('%');
        return scope < 0 ? text : text.substring(0, scope);
    }

    private static MethodHandle decode() {
        try {
            Class<?> type = Class.forName("sun.nio.ch.NativeSocketAddress", false, null);
            MethodType decode = MethodType.methodType(InetSocketAddress.class);
            return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
                    .findVirtual(type, "decode", decode)
                    .asType(MethodType.methodType(InetSocketAddress.class, Object.class));
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null; // datagrams have no sender then
        }
    }
}
