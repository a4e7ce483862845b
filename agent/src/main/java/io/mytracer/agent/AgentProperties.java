package io.mytracer.agent;

import jdk.internal.vm.VMSupport;

import java.lang.instrument.Instrumentation;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * Where {@link AgentState} is told: {@code VirtualMachine.getAgentProperties()} of the attach API
 * reads what jdk.internal.vm.VMSupport (java.base, JDK 9 to 25) holds apart from the System
 * properties. The package is opened to this module by the instrumentation.
 */
final class AgentProperties {
    private final Properties properties;

    /** Opens them; where this JDK has none, nothing is told to anybody. */
    AgentProperties(Instrumentation instrumentation, AgentLog log) {
        properties = open(instrumentation, log);
    }

    private static Properties open(Instrumentation instrumentation, AgentLog log) {
        try {
            instrumentation.redefineModule(
                    Object.class.getModule(),
                    Set.of(),
                    Map.of("jdk.internal.vm", Set.of(AgentProperties.class.getModule())),
                    Map.of(),
                    Set.of(),
                    Map.of());
            return VMSupport.getAgentProperties();
        } catch (RuntimeException | LinkageError e) {
            log.debug("who attaches is not told how it goes", e);
            return new Properties();
        }
    }

    void tell(AgentState state) {
        state.writeTo(properties);
    }

    /** Returns the jar that this class is from, or null. */
    static String jar() {
        CodeSource source = AgentProperties.class.getProtectionDomain().getCodeSource();
        try {
            URI location = source == null ? null : source.getLocation().toURI();
            return location == null ? null : Path.of(location).toString();
        } catch (URISyntaxException | RuntimeException e) {
            return null;
        }
    }
}
