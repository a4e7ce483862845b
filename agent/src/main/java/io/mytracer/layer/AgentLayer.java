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
 */
public final class AgentLayer {
    private static final String MODULE = "io.mytracer.agent";
    private static final String AGENT = "io.mytracer.agent.Agent";

    private AgentLayer() {}

    /**
     * Makes the layer and starts the agent in it.
     *
     * @param options of the agent, may be null
     * @param instrumentation from the JVM
     * @throws Throwable what keeps the agent from starting
     */
    public static void start(String options, Instrumentation instrumentation) throws Throwable {
        ModuleLayer.Controller layer = define(jar());
        Module module = layer.layer().findModule(MODULE).orElseThrow();
        NativeAccess.give(layer, module, instrumentation);
        try {
            Class.forName(module, AGENT)
                    .getMethod("start", String.class, Instrumentation.class)
                    .invoke(null, options, instrumentation);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
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
