package io.mytracer.layer;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.Set;

/**
 * Gives the agent's module native access, so that the JDK prints no warning about it. An operator's
 * {@code --illegal-native-access=deny} is respected.
 */
final class NativeAccess {
    private NativeAccess() {}

    /**
     * Uses the public way if the launcher has native access itself, else the JDK's own. If neither
     * works, the JDK will warn at the first native call, and all goes on.
     *
     * @throws NativeAccessException if the operator has denied it
     */
    @SuppressWarnings("restricted") // this is the place where the restriction is dealt with
    static void give(ModuleLayer.Controller layer, Module module, Instrumentation instrumentation)
            throws NativeAccessException {
        if (NativeAccess.class.getModule().isNativeAccessEnabled()) {
            layer.enableNativeAccess(module);
            return;
        }
        boolean denied;
        try {
            denied = !grant(module, instrumentation);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            denied = DenyFlag.given();
        }
        if (denied) {
            throw new NativeAccessException();
        }
    }

    /**
     * Runs {@link NativeAccessGrant} inside the module: the packages of the JDK are opened to this
     * module only, not to the whole class path.
     */
    private static boolean grant(Module module, Instrumentation instrumentation)
            throws ReflectiveOperationException {
        Set<Module> agent = Set.of(module);
        instrumentation.redefineModule(
                Object.class.getModule(),
                Set.of(),
                Map.of("jdk.internal.access", agent, "jdk.internal.module", agent),
                Map.of(),
                Set.of(),
                Map.of());
        try {
            return (boolean)
                    Class.forName(module, NativeAccessGrant.class.getName())
                            .getMethod("grant")
                            .invoke(null);
        } catch (InvocationTargetException e) {
            throw new ReflectiveOperationException(e.getCause());
        }
    }
}
