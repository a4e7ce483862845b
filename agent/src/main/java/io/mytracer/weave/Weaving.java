package io.mytracer.weave;

import io.mytracer.boot.SocketHooks;
import io.mytracer.socket.SocketThreads;
import io.mytracer.socket.SocketWatch;

import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.ClassDefinition;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.List;

/**
 * The JDK's socket classes with calls of the agent in them, from {@link #weave} to {@link #close}.
 *
 * <p>The classes are redefined and not retransformed. A transformer would have to stay: else the
 * next agent that retransforms one of them takes the advice out. And while any retransforming one
 * is there, the JVM shows it every class that the application loads. What is redefined stays, and
 * is what others' transformers begin with.
 *
 * <p>Not thread-safe.
 */
public final class Weaving implements AutoCloseable {
    private final Instrumentation instrumentation;
    private final List<ClassDefinition> originals = new ArrayList<>();

    /**
     * Has woven nothing yet.
     *
     * @param instrumentation from the JVM, which {@link JdkAccess} has been given before
     */
    public Weaving(Instrumentation instrumentation) {
        this.instrumentation = instrumentation;
    }

    /**
     * Weaves. To be called once.
     *
     * @param threads are told who does what with sockets
     * @return what could not be woven
     */
    public List<MissingJoinPoint> weave(SocketThreads threads) {
        Weaver weaver = new Weaver();
        SocketWatch watch = new SocketWatch(threads);
        List<MissingJoinPoint> missing = new ArrayList<>();
        List<ClassDefinition> woven = new ArrayList<>();
        for (String name : JoinPoint.types()) {
            List<JoinPoint> points = JoinPoint.of(name);
            try {
                Class<?> type = Class.forName(name, false, null);
                byte[] bytes = original(name);
                woven.add(new ClassDefinition(type, weaver.weave(name, bytes, points, missing)));
                originals.add(new ClassDefinition(type, bytes));
            } catch (ClassNotFoundException | IOException | RuntimeException | LinkageError e) {
                points.forEach(point -> missing.add(missing(point, e)));
            }
        }
        SocketHooks.listen(watch);
        redefine(woven, missing);
        return missing;
    }

    /** Puts the JDK's own code back, and tells of no socket any more. */
    @Override
    public void close() {
        SocketHooks.listen(null);
        redefine(originals, new ArrayList<>());
        originals.clear();
    }

    /** All at once, since each time stops all threads; one by one if the JVM refuses any. */
    private void redefine(List<ClassDefinition> classes, List<MissingJoinPoint> missing) {
        try {
            instrumentation.redefineClasses(classes.toArray(ClassDefinition[]::new));
        } catch (ClassNotFoundException
                | UnmodifiableClassException
                | RuntimeException
                | LinkageError e) {
            for (ClassDefinition definition : classes) {
                redefine(definition, missing);
            }
        }
    }

    private void redefine(ClassDefinition definition, List<MissingJoinPoint> missing) {
        try {
            instrumentation.redefineClasses(definition);
        } catch (ClassNotFoundException
                | UnmodifiableClassException
                | RuntimeException
                | LinkageError e) {
            String name = definition.getDefinitionClass().getName();
            JoinPoint.of(name).forEach(point -> missing.add(missing(point, e)));
        }
    }

    private static MissingJoinPoint missing(JoinPoint point, Throwable reason) {
        return new MissingJoinPoint(point.toString(), reason.toString());
    }

    /** Reads a class of java.base as the JDK has it. */
    private static byte[] original(String name) throws IOException {
        String file = name.replace('.', '/') + ".class";
        try (InputStream in = Object.class.getModule().getResourceAsStream(file)) {
            if (in == null) {
                throw new IOException("java.base has no " + name);
            }
            return in.readAllBytes();
        }
    }
}
