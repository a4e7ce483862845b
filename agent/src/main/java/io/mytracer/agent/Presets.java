package io.mytracer.agent;

import jdk.jfr.FlightRecorder;

import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Has JFR know the agent's presets by name, as it knows those in the JDK's lib/jfr: for {@code
 * settings=mytracer-profile} of JFR.start and -XX:StartFlightRecording, and in the list that tools
 * get by JMX.
 *
 * <p>JFR keeps what it has found in lib/jfr in a list (jdk.jfr.internal.jfc.JFC of JDK 25), which
 * these are added to. The package is opened to this module by the instrumentation.
 */
final class Presets implements AutoCloseable {
    private static final String PACKAGE = "jdk.jfr.internal.jfc";
    private static final List<String> NAMES = List.of("mytracer-profile", "mytracer-continuous");

    private final VarHandle list;
    private final List<Object> added = new ArrayList<>();

    private Presets(VarHandle list) {
        this.list = list;
    }

    /**
     * Adds them. They are also found by path, so that nothing depends on it.
     *
     * @return takes them out again when closed
     * @throws ReflectiveOperationException if this JDK keeps them in another way
     * @throws IOException if they cannot be written to a temporary file, which JFR reads them from
     */
    static Presets offer(Instrumentation instrumentation)
            throws ReflectiveOperationException, IOException {
        instrumentation.redefineModule(
                FlightRecorder.class.getModule(),
                Set.of(),
                Map.of(),
                Map.of(PACKAGE, Set.of(Presets.class.getModule())),
                Set.of(),
                Map.of());
        Class<?> type = Class.forName(PACKAGE + ".JFC");
        Class<?> entry = Class.forName(PACKAGE + ".JFC$KnownConfiguration");
        MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
        VarHandle list = lookup.findStaticVarHandle(type, "knownConfigurations", List.class);
        MethodHandle read =
                MethodHandles.privateLookupIn(entry, MethodHandles.lookup())
                        .findConstructor(entry, MethodType.methodType(void.class, Path.class));
        MethodHandle known =
                lookup.findStatic(
                        type, "getKnownConfigurations", MethodType.methodType(List.class));
        Presets presets = new Presets(list);
        try {
            List<Object> all = new ArrayList<>((List<?>) known.invoke());
            read(read, presets.added);
            all.addAll(presets.added);
            list.setVolatile(all);
            return presets;
        } catch (ReflectiveOperationException | IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw new IOException(t);
        }
    }

    @Override
    public void close() {
        List<Object> others = new ArrayList<>((List<?>) list.getVolatile());
        others.removeAll(added);
        list.setVolatile(others);
    }

    /** JFR reads the file at once, and takes its name for that of the configuration. */
    private static void read(MethodHandle read, List<Object> to) throws Throwable {
        Path directory = Files.createTempDirectory("mytracer");
        try {
            for (String name : NAMES) {
                Path file = directory.resolve(name + ".jfc");
                try (InputStream preset = Presets.class.getResourceAsStream("/" + name + ".jfc")) {
                    Files.copy(preset, file);
                    to.add(read.invoke(file));
                } finally {
                    Files.deleteIfExists(file);
                }
            }
        } finally {
            Files.delete(directory);
        }
    }
}
