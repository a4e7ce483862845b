package io.mytracer.emit;

import java.io.OutputStream;
import java.lang.instrument.Instrumentation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Gets this JVM's instrumentation as an agent does that is loaded while it runs. */
public final class OwnInstrumentation {
    private static volatile Instrumentation instrumentation;

    private OwnInstrumentation() {}

    /** Called by the JVM. */
    public static void agentmain(String arguments, Instrumentation given) {
        instrumentation = given;
    }

    /** Returns it, loading this class as an agent the first time. */
    public static synchronized Instrumentation get() throws Exception {
        if (instrumentation == null) {
            Path jar = Files.createTempFile("own-instrumentation", ".jar");
            try {
                load(jar);
            } finally {
                Files.delete(jar);
            }
        }
        return instrumentation;
    }

    private static void load(Path jar) throws Exception {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Agent-Class", OwnInstrumentation.class.getName());
        manifest.getMainAttributes().putValue("Can-Redefine-Classes", "true");
        try (OutputStream out = Files.newOutputStream(jar)) {
            new JarOutputStream(out, manifest).close();
        }
        // A JVM may not attach to itself, so jcmd does it.
        Process jcmd =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                                Long.toString(ProcessHandle.current().pid()),
                                "JVMTI.agent_load",
                                jar.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (jcmd.waitFor() != 0 || instrumentation == null) {
            throw new IllegalStateException("jcmd could not load an agent: " + said);
        }
    }
}
