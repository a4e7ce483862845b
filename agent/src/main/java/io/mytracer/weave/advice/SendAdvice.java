package io.mytracer.weave.advice;

import io.mytracer.boot.SocketHooks;

import net.bytebuddy.asm.Advice;

import java.io.FileDescriptor;
import java.net.InetSocketAddress;

/** A datagram is sent to an address. */
public final class SendAdvice {
    private SendAdvice() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter() {
        return SocketHooks.begin();
    }

    @Advice.OnMethodExit(
            onThrowable = Throwable.class,
            suppress = Throwable.class,
            backupArguments = false)
    static void exit(
            @Advice.Enter long start,
            @Advice.Argument(0) FileDescriptor descriptor,
            @Advice.Argument(2) InetSocketAddress target,
            @Advice.Return long result,
            @Advice.Thrown Throwable thrown) {
        if (start > 0) {
            SocketHooks.sent(start, descriptor, result, target, thrown);
        }
        if (start != 0) {
            SocketHooks.called();
        }
    }
}
