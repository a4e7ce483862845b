package io.mytracer.weave.advice;

import io.mytracer.boot.SocketHooks;

import net.bytebuddy.asm.Advice;

import java.io.FileDescriptor;

/** The JDK asks whether a connect has ended. */
public final class ConnectEndAdvice {
    private ConnectEndAdvice() {}

    @Advice.OnMethodExit(
            onThrowable = Throwable.class,
            suppress = Throwable.class,
            backupArguments = false)
    static void exit(
            @Advice.Argument(0) FileDescriptor descriptor, @Advice.Thrown Throwable thrown) {
        if (thrown != null) {
            SocketHooks.connectFailed(descriptor, thrown);
        }
    }
}
