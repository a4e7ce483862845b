package io.mytracer.weave.advice;

import io.mytracer.boot.SocketHooks;

import net.bytebuddy.asm.Advice;

import java.io.FileDescriptor;
import java.net.InetAddress;

/** A bind that fails; one that works is seen by the question for its local address. */
public final class BindAdvice {
    private BindAdvice() {}

    @Advice.OnMethodExit(
            onThrowable = Throwable.class,
            suppress = Throwable.class,
            backupArguments = false)
    static void exit(
            @Advice.Argument(1) FileDescriptor descriptor,
            @Advice.Argument(2) InetAddress local,
            @Advice.Argument(3) int port,
            @Advice.Thrown Throwable thrown) {
        if (thrown != null) {
            SocketHooks.bindFailed(descriptor, local, port, thrown);
        }
    }
}
