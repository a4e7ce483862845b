package io.mytracer.weave.advice;

import io.mytracer.boot.SocketHooks;

import net.bytebuddy.asm.Advice;

import java.io.FileDescriptor;
import java.net.SocketImpl;

/** A socket listens; the descriptor is a field of SocketImpl. */
public final class ListenAdvice {
    private ListenAdvice() {}

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
            @Advice.FieldValue(value = "fd", declaringType = SocketImpl.class)
                    FileDescriptor descriptor) {
        SocketHooks.listening(descriptor);
    }
}
