package io.mytracer.jmc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;

/** The packaged plug-in in Equinox, with the bundles of JMC that Maven Central has. */
class BundleTests {
    private static final Path JAR = Path.of(System.getProperty("mytracer.plugin.jar"));

    @TempDir private static Path storage;

    private static Framework framework;
    private static Bundle plugin;

    @BeforeAll
    static void start() throws Exception {
        framework =
                ServiceLoader.load(FrameworkFactory.class)
                        .findFirst()
                        .orElseThrow()
                        .newFramework(
                                Map.of(
                                        Constants.FRAMEWORK_STORAGE,
                                        storage.resolve("osgi").toString(),
                                        "osgi.framework.useSystemProperties",
                                        "false"));
        framework.start();
        BundleContext context = framework.getBundleContext();
        List<Bundle> bundles = new ArrayList<>();
        for (Path jar : JmcBundles.onClassPath()) {
            if (!JmcBundles.isFramework(jar)) {
                bundles.add(context.installBundle("reference:" + jar.toUri()));
            }
        }
        Path userInterface = JmcBundles.userInterface(storage, "9.1.2");
        bundles.add(context.installBundle("reference:" + userInterface.toUri()));
        plugin = context.installBundle("reference:" + JAR.toUri());
        framework.adapt(FrameworkWiring.class).resolveBundles(List.of(plugin));
        for (Bundle bundle : bundles) {
            if (bundle.getSymbolicName().startsWith("org.eclipse.")) {
                start(bundle);
            }
        }
        plugin.start();
    }

    @AfterAll
    static void stop() throws Exception {
        framework.stop();
        framework.waitForStop(10_000);
    }

    @Test
    void resolves() {
        assertThat(plugin.getSymbolicName()).isEqualTo("io.mytracer.jmc");
        assertThat(plugin.getState()).isIn(Bundle.STARTING, Bundle.ACTIVE);
        assertThat(plugin.getVersion().toString()).matches("[0-9]+\\.[0-9]+\\.[0-9]+(\\..+)?");
    }

    /** As JMC's ExtensionRuleProvider looks for rules: by the bundle's own class loader. */
    @Test
    void rulesAreFound() throws Exception {
        ClassLoader loader = plugin.adapt(BundleWiring.class).getClassLoader();
        Class<?> type = loader.loadClass("org.openjdk.jmc.flightrecorder.rules.IRule");
        Method id = type.getMethod("getId");
        List<Object> ids = new ArrayList<>();
        for (Object rule : ServiceLoader.load(type, loader)) {
            ids.add(id.invoke(rule));
        }

        assertThat(ids).containsExactlyInAnyOrderElementsOf(RuleResult.IDS);
    }

    @Test
    void extensionsAreFound() throws Exception {
        assertThat(extensions("org.openjdk.jmc.flightrecorder.rules.ruleProvider", null))
                .containsExactly("ruleProvider");
        assertThat(extensions("org.openjdk.jmc.flightrecorder.ui.datapage", "file"))
                .containsExactlyInAnyOrder("pages.xml", null);
        assertThat(plugin.getEntry("pages.xml")).isNotNull();
        assertThat(extensions("org.openjdk.jmc.flightrecorder.ui.datapage", "class"))
                .filteredOn(Objects::nonNull)
                .hasSize(1)
                .allMatch(
                        name ->
                                plugin.getEntry(((String) name).replace('.', '/') + ".class")
                                        != null);
    }

    /** By reflection, since the registry's classes are those of its bundle. */
    private static List<Object> extensions(String point, String attribute) throws Exception {
        BundleContext context = framework.getBundleContext();
        Object registry =
                context.getService(
                        context.getAllServiceReferences(
                                        "org.eclipse.core.runtime.IExtensionRegistry", null)[0]);
        Object[] elements =
                (Object[])
                        registry.getClass()
                                .getMethod("getConfigurationElementsFor", String.class)
                                .invoke(registry, point);
        List<Object> values = new ArrayList<>();
        for (Object element : elements) {
            values.add(
                    attribute == null
                            ? element.getClass().getMethod("getName").invoke(element)
                            : element.getClass()
                                    .getMethod("getAttribute", String.class)
                                    .invoke(element, attribute));
        }
        return values;
    }

    private static void start(Bundle bundle) throws BundleException {
        if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
            bundle.start();
        }
    }
}
