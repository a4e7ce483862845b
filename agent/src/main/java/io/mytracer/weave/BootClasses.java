package io.mytracer.weave;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/**
 * The classes that java.base is to link to: on the boot loader, in its unnamed module.
 *
 * <p>Defined one by one through the JDK's own access, since a jar on the boot class path turns
 * class data sharing off for the application and has the JVM print a warning about it. That is the
 * second way, where a JDK does not have the first.
 */
final class BootClasses {
    static final String HOOKS = "io.mytracer.boot.SocketHooks";

    /** Each behind those that it needs to be linked. */
    static final List<String> NAMES =
            List.of(
                    "io.mytracer.events.FlowId",
                    "io.mytracer.events.boot.SocketIo",
                    "io.mytracer.events.boot.SocketState",
                    "io.mytracer.boot.SocketListener",
                    HOOKS);

    private BootClasses() {}

    /**
     * Defines them, unless that was done before.
     *
     * @param instrumentation from the JVM
     * @return the module that they are in
     * @throws IOException if they cannot be read, or the jar cannot be written
     * @throws ClassNotFoundException if they are not there in the end
     */
    static Module define(Instrumentation instrumentation)
            throws IOException, ClassNotFoundException {
        if (find() == null) {
            Map<String, byte[]> classes = read();
            try {
                BootDefinition.define(classes);
            } catch (RuntimeException | LinkageError e) {
                append(classes, instrumentation);
            }
        }
        return Class.forName(HOOKS, false, null).getModule();
    }

    /**
     * The second way.
     *
     * @param classes by name
     */
    static void append(Map<String, byte[]> classes, Instrumentation instrumentation)
            throws IOException {
        Path jar = Files.createTempFile("mytracer-boot", ".jar");
        jar.toFile().deleteOnExit(); // the JVM reads it when it likes
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out)) {
            for (Map.Entry<String, byte[]> entry : classes.entrySet()) {
                entries.putNextEntry(new JarEntry(file(entry.getKey())));
                entries.write(entry.getValue());
            }
        }
        instrumentation.appendToBootstrapClassLoaderSearch(new JarFile(jar.toFile()));
    }

    /** Returns the class files, in the order in which they can be defined. */
    static Map<String, byte[]> read() throws IOException {
        Map<String, byte[]> classes = new LinkedHashMap<>();
        for (String name : NAMES) {
            classes.put(name, read(name));
        }
        return classes;
    }

    private static byte[] read(String name) throws IOException {
        for (String path : List.of("/META-INF/boot/" + file(name), "/" + file(name))) {
            try (InputStream in = BootClasses.class.getResourceAsStream(path)) {
                if (in != null) {
                    return in.readAllBytes();
                }
            }
        }
        throw new IOException("the jar has no " + name);
    }

    private static String file(String name) {
        return name.replace('.', '/') + ".class";
    }

    private static Class<?> find() {
        try {
            return Class.forName(HOOKS, false, null);
        } catch (ClassNotFoundException e) {
            return null;
        }
    }
}
