package io.mytracer.weave.advice;

import io.mytracer.boot.SocketHooks;

import net.bytebuddy.asm.Advice;

import java.io.FileDescriptor;
import java.net.InetSocketAddress;

/** The JDK has asked for the local address of a socket. */
public final class LocalAddressAdvice {
    private LocalAddressAdvice() {}

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
            @Advice.Argument(0) FileDescriptor descriptor, @Advice.Return InetSocketAddress local) {
        SocketHooks.named(descriptor, local);
    }
}
