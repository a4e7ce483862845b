package io.mytracer.weave.advice;

import io.mytracer.boot.SocketHooks;

import net.bytebuddy.asm.Advice;

import java.io.FileDescriptor;
import java.net.InetAddress;

/** A connect is started, and perhaps ended. */
public final class ConnectAdvice {
    private ConnectAdvice() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter() {
        return SocketHooks.beginConnect();
    }

    @Advice.OnMethodExit(
            onThrowable = Throwable.class,
            suppress = Throwable.class,
            backupArguments = false)
    static void exit(
            @Advice.Enter long start,
            @Advice.Argument(1) FileDescriptor descriptor,
            @Advice.Argument(2) InetAddress remote,
            @Advice.Argument(3) int port,
            @Advice.Thrown Throwable thrown) {
        if (start > 0) {
            SocketHooks.connecting(start, descriptor, remote, port, thrown);
        }
        if (start != 0) {
            SocketHooks.called();
        }
    }
}
