package io.mytracer.layer;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Loads this very jar once more, as the named module {@code io.mytracer.agent} in a layer below the
 * platform loader: the application sees none of its classes, and native access can be given to it
 * alone. An unnamed module cannot be given that without giving it to the whole class path.
 *
 * <p>Not thread-safe: the launcher calls it under a lock.
 */
public final class AgentLayer {
    private static final String MODULE = "io.mytracer.agent";
    private static final String AGENT = "io.mytracer.agent.Agent";

    /** The agent's entry; loaded once, whatever often it is started and stopped. */
    private static Class<?> agent;

    private AgentLayer() {}

    /**
     * Makes the layer, unless that was done before, and starts the agent in it.
     *
     * @param options of the agent, may be null
     * @param instrumentation from the JVM
     * @return false if the user only asked for help, and nothing has been started
     * @throws Throwable what keeps the agent from starting
     */
    public static boolean start(String options, Instrumentation instrumentation) throws Throwable {
        if (agent == null) {
            agent = load(instrumentation);
        }
        try {
            return (boolean)
                    agent.getMethod("start", String.class, Instrumentation.class)
                            .invoke(null, options, instrumentation);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /**
     * Stops the agent. The layer stays, as what JFR knows of its events does.
     *
     * @throws Throwable a defect
     */
    public static void stop() throws Throwable {
        try {
            agent.getMethod("stop").invoke(null);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static Class<?> load(Instrumentation instrumentation) throws Exception {
        ModuleLayer.Controller layer = define(jar());
        Module module = layer.layer().findModule(MODULE).orElseThrow();
        NativeAccess.give(layer, module, instrumentation);
        return Class.forName(module, AGENT);
    }

    static ModuleLayer.Controller define(Path jar) throws IOException {
        ModuleLayer boot = ModuleLayer.boot();
        Configuration configuration =
                boot.configuration()
                        .resolve(JarModule.finder(MODULE, jar), ModuleFinder.of(), Set.of(MODULE));
        return ModuleLayer.defineModulesWithOneLoader(
                configuration, List.of(boot), ClassLoader.getPlatformClassLoader());
    }

    private static Path jar() throws Exception {
        return Path.of(
                AgentLayer.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
