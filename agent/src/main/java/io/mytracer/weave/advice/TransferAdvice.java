package io.mytracer.weave.advice;

import io.mytracer.boot.SocketHooks;

import net.bytebuddy.asm.Advice;

import java.io.FileDescriptor;

/** sendfile: the descriptor that data goes to is the fourth argument. */
public final class TransferAdvice {
    private TransferAdvice() {}

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
            @Advice.Argument(3) FileDescriptor descriptor,
            @Advice.Return long result,
            @Advice.Thrown Throwable thrown) {
        if (start > 0) {
            SocketHooks.moved(start, "sendfile", descriptor, result, thrown);
        }
        if (start != 0) {
            SocketHooks.called();
        }
    }
}
