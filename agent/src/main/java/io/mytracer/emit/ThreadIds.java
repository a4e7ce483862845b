package io.mytracer.emit;

import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * OS thread ids of all Java threads, out of the JVM's own thread dump: {@code "name" #id [tid]}
 * (JavaThread::print_on of JDK 21 to 25).
 *
 * <p>The dump is asked for where the diagnostic command MBean gets it from
 * (com.sun.management.internal.DiagnosticCommandImpl of JDK 25), without an MBean server: making
 * one is up to the application. The package is opened to this module by the instrumentation; where
 * that fails, or the runtime has no jdk.management, there are no ids.
 *
 * <p>A dump is a safepoint of some milliseconds: not to be made often. Not thread-safe.
 */
public final class ThreadIds {
    private static final String PACKAGE = "com.sun.management.internal";
    private static final Pattern HEAD = Pattern.compile("(?m)^\".*\" #(\\d+) \\[(\\d+)\\] ");

    private final MethodHandle execute;

    private ThreadIds(MethodHandle execute) {
        this.execute = execute;
    }

    /**
     * Finds the thread dump.
     *
     * @return empty where this JVM does not let it be found
     */
    public static Optional<ThreadIds> find(Instrumentation instrumentation) {
        try {
            Module management = ModuleLayer.boot().findModule("jdk.management").orElse(null);
            if (management == null || instrumentation == null) {
                return Optional.empty();
            }
            Set<Module> us = Set.of(ThreadIds.class.getModule());
            instrumentation.redefineModule(
                    management, Set.of(), Map.of(), Map.of(PACKAGE, us), Set.of(), Map.of());
            // Its initializer loads the library that the command is in.
            Class<?> ignored = Class.forName(PACKAGE + ".PlatformMBeanProviderImpl");
            Class<?> type = Class.forName(PACKAGE + ".DiagnosticCommandImpl");
            MethodHandles.Lookup lookup =
                    MethodHandles.privateLookupIn(type, MethodHandles.lookup());
            Class<?> returned = type.getDeclaredMethod("getDiagnosticCommandMBean").getReturnType();
            Object command =
                    lookup.findStatic(
                                    type,
                                    "getDiagnosticCommandMBean",
                                    MethodType.methodType(returned))
                            .invoke();
            MethodType execute = MethodType.methodType(String.class, String.class);
            return Optional.of(
                    new ThreadIds(
                            lookup.findVirtual(type, "executeDiagnosticCommand", execute)
                                    .bindTo(command)));
        } catch (Throwable t) { // a JDK that has it elsewhere: threads are known by name only
            return Optional.empty();
        }
    }

    /** Returns OS thread ids by {@link Thread#threadId}; empty if the dump fails. */
    Map<Long, Integer> read() {
        Map<Long, Integer> ids = new HashMap<>();
        try {
            Matcher head = HEAD.matcher((String) execute.invokeExact("Thread.print"));
            while (head.find()) {
                ids.put(Long.valueOf(head.group(1)), Integer.valueOf(head.group(2)));
            }
        } catch (Throwable t) {
            ids.clear();
        }
        return ids;
    }
}
