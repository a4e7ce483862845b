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

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

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
        for (Path jar : bundleJars()) {
            bundles.add(context.installBundle("reference:" + jar.toUri()));
        }
        bundles.add(context.installBundle("reference:" + userInterface().toUri()));
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

        assertThat(ids)
                .containsExactlyInAnyOrder(
                        "mytracer.KernelDropRule",
                        "mytracer.TcpResetRule",
                        "mytracer.TracerLossRule");
    }

    @Test
    void extensionsAreFound() throws Exception {
        assertThat(extensions("org.openjdk.jmc.flightrecorder.rules.ruleProvider", null))
                .containsExactly("ruleProvider");
        assertThat(extensions("org.openjdk.jmc.flightrecorder.ui.datapage", "file"))
                .containsExactly("pages.xml");
        assertThat(plugin.getEntry("pages.xml")).isNotNull();
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

    /** Maven Central does not have JMC's bundle that declares the extension point of pages. */
    private static Path userInterface() throws IOException {
        Manifest manifest = new Manifest();
        manifest.read(
                text(
                        """
                        Manifest-Version: 1.0
                        Bundle-ManifestVersion: 2
                        Bundle-SymbolicName: org.openjdk.jmc.flightrecorder.ui;singleton:=true
                        Bundle-Version: 9.1.2
                        """));
        Path jar = storage.resolve("ui.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            out.putNextEntry(new JarEntry("plugin.xml"));
            text("<plugin><extension-point id=\"datapage\" name=\"Pages\"/></plugin>")
                    .transferTo(out);
        }
        return jar;
    }

    private static InputStream text(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void start(Bundle bundle) throws BundleException {
        if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
            bundle.start();
        }
    }

    private static List<Path> bundleJars() throws IOException {
        List<Path> jars = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(entry);
            String name = entry.endsWith(".jar") ? symbolicName(path) : null;
            if (name != null && !name.startsWith("org.eclipse.osgi;") && isOfJmc(name)) {
                jars.add(path);
            }
        }
        return jars;
    }

    private static boolean isOfJmc(String symbolicName) {
        return !symbolicName.startsWith("junit")
                && !symbolicName.startsWith("org.assertj")
                && !symbolicName.startsWith("net.bytebuddy")
                && !symbolicName.startsWith("io.mytracer");
    }

    private static String symbolicName(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.getManifest() == null
                    ? null
                    : file.getManifest()
                            .getMainAttributes()
                            .getValue(Constants.BUNDLE_SYMBOLICNAME);
        }
    }
}
