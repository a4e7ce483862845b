package io.mytracer.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Ctrl-C and kill, before the JVM begins to end: JFR's own shutdown hook closes recordings while
 * others still write. By reflection, since javac warns of {@code sun.misc.Signal}, which the module
 * jdk.unsupported keeps for all (JEP 260).
 */
final class Interrupts {
    private Interrupts() {}

    /** Runs something at each of them. Where that cannot be had they end the JVM, as always. */
    static void handle(Runnable action) {
        InvocationHandler handler =
                (proxy, method, arguments) -> {
                    action.run(); // the interface has no other method
                    return null;
                };
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> type = Class.forName("sun.misc.SignalHandler");
            Object proxy =
                    Proxy.newProxyInstance(
                            Interrupts.class.getClassLoader(), new Class<?>[] {type}, handler);
            for (String name : new String[] {"INT", "TERM"}) {
                Object one = signal.getConstructor(String.class).newInstance(name);
                signal.getMethod("handle", signal, type).invoke(null, one, proxy);
            }
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            return; // the last second of packets may be missing
        }
    }
}
