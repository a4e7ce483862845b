package io.mytracer.weave.advice;

import io.mytracer.boot.SocketHooks;

import net.bytebuddy.asm.Advice;

import java.io.FileDescriptor;

/** A read or write of bytes; the descriptor is the first argument. */
public final class CallAdvice {
    private CallAdvice() {}

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
            @Advice.Origin("#m") String operation,
            @Advice.Argument(0) FileDescriptor descriptor,
            @Advice.Return long result,
            @Advice.Thrown Throwable thrown) {
        if (start > 0) {
            SocketHooks.moved(start, operation, descriptor, result, thrown);
        }
        if (start != 0) {
            SocketHooks.called();
        }
    }
}
