package io.mytracer.it.apps;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;

/**
 * Another agent in the same JVM, which retransforms the classes that are woven: when it is loaded,
 * and when the application says so.
 */
public final class OtherAgent implements ClassFileTransformer {
    private static Instrumentation instrumentation;

    private OtherAgent() {}

    /**
     * Called by the JVM before main().
     *
     * @param options not looked at
     * @param given by the JVM
     */
    public static void premain(String options, Instrumentation given)
            throws ClassNotFoundException, UnmodifiableClassException {
        given.addTransformer(new OtherAgent(), true);
        instrumentation = given;
        work();
    }

    /** Retransforms; does nothing where this agent is not loaded. */
    public static void work() throws ClassNotFoundException, UnmodifiableClassException {
        if (instrumentation != null) {
            instrumentation.retransformClasses(
                    Class.forName("sun.nio.ch.SocketDispatcher"),
                    Class.forName("sun.nio.ch.DatagramDispatcher"),
                    Class.forName("sun.nio.ch.UnixDispatcher"));
        }
    }

    @Override
    public byte[] transform(
            Module module,
            ClassLoader loader,
            String name,
            Class<?> type,
            ProtectionDomain domain,
            byte[] bytes) {
        return name != null && name.startsWith("sun/nio/ch/") ? bytes : null;
    }
}
