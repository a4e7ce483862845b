package io.mytracer.weave.advice;

import io.mytracer.boot.SocketHooks;

import net.bytebuddy.asm.Advice;

import java.io.FileDescriptor;

/** The socket is replaced, so that blocked threads come back; then it is closed. */
public final class PreCloseAdvice {
    private PreCloseAdvice() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.Argument(0) FileDescriptor descriptor) {
        SocketHooks.preClosing(descriptor);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit() {
        SocketHooks.called();
    }
}
