package io.mytracer.it.apps;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;

/** Another agent in the same JVM: it retransforms the classes that are woven, again and again. */
public final class OtherAgent implements ClassFileTransformer {
    private OtherAgent() {}

    /**
     * Called by the JVM before main().
     *
     * @param options not looked at
     * @param instrumentation of the JVM
     */
    public static void premain(String options, Instrumentation instrumentation) {
        instrumentation.addTransformer(new OtherAgent(), true);
        Thread.ofPlatform().daemon().name("other-agent").start(() -> work(instrumentation));
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

    private static void work(Instrumentation instrumentation) {
        try {
            Class<?>[] woven = {
                Class.forName("sun.nio.ch.SocketDispatcher"),
                Class.forName("sun.nio.ch.DatagramDispatcher"),
                Class.forName("sun.nio.ch.UnixDispatcher"),
            };
            while (true) {
                instrumentation.retransformClasses(woven);
                Thread.sleep(20);
            }
        } catch (ClassNotFoundException | UnmodifiableClassException | InterruptedException e) {
            System.out.println("failed " + e);
        }
    }
}
