package io.mytracer.weave.advice;

import io.mytracer.boot.SocketHooks;

import net.bytebuddy.asm.Advice;

import java.io.FileDescriptor;

/** A datagram is received; descriptor and source are fields of the channel. */
public final class ReceiveAdvice {
    private ReceiveAdvice() {}

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
            @Advice.FieldValue("fd") FileDescriptor descriptor,
            @Advice.FieldValue("sourceSockAddr") Object source,
            @Advice.Return long result,
            @Advice.Thrown Throwable thrown) {
        if (start > 0) {
            SocketHooks.received(start, descriptor, result, source, thrown);
        }
        if (start != 0) {
            SocketHooks.called();
        }
    }
}
