package io.mytracer.weave;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.util.Map;
import java.util.Set;

/**
 * What has to be done before anything of {@code io.mytracer.boot} and of the events beside it can
 * be linked to, from the agent and from java.base.
 */
public final class JdkAccess {
    private JdkAccess() {}

    /**
     * Defines the boot loader's classes, has java.base read them, and opens to this module alone
     * what {@code JdkSockets} reads.
     *
     * @param instrumentation from the JVM
     * @throws IOException if the classes cannot be read
     * @throws ClassNotFoundException if they could not be defined
     */
    public static void give(Instrumentation instrumentation)
            throws IOException, ClassNotFoundException {
        Module base = Object.class.getModule();
        Set<Module> agent = Set.of(JdkAccess.class.getModule());
        instrumentation.redefineModule(
                base,
                Set.of(),
                Map.of("jdk.internal.access", agent, "jdk.internal.misc", agent),
                Map.of("java.io", agent, "sun.nio.ch", agent),
                Set.of(),
                Map.of());
        Module boot = BootClasses.define(instrumentation);
        instrumentation.redefineModule(base, Set.of(boot), Map.of(), Map.of(), Set.of(), Map.of());
    }
}
