package io.mytracer.jmc;

import org.osgi.framework.Constants;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** What JMC is made of, as far as Maven Central has it. */
final class JmcBundles {
    private JmcBundles() {}

    /** Returns the bundles on the class path but those of the tests and the plug-in's own. */
    static List<Path> onClassPath() throws IOException {
        List<Path> jars = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(entry);
            String name = entry.endsWith(".jar") ? symbolicName(path) : null;
            if (name != null && isOfJmc(name)) {
                jars.add(path);
            }
        }
        return jars;
    }

    /** Maven Central does not have JMC's bundle that declares the extension point of pages. */
    static Path userInterface(Path directory, String version) throws IOException {
        Manifest manifest = new Manifest();
        manifest.read(
                text(
                        """
                        Manifest-Version: 1.0
                        Bundle-ManifestVersion: 2
                        Bundle-SymbolicName: org.openjdk.jmc.flightrecorder.ui;singleton:=true
                        Bundle-Version: %s
                        """
                                .formatted(version)));
        Path jar = directory.resolve("ui-" + version + ".jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            out.putNextEntry(new JarEntry("plugin.xml"));
            text("<plugin><extension-point id=\"datapage\" name=\"Pages\"/></plugin>")
                    .transferTo(out);
        }
        return jar;
    }

    static boolean isFramework(Path jar) throws IOException {
        return "org.eclipse.osgi".equals(symbolicName(jar).replaceAll(";.*", ""));
    }

    private static InputStream text(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isOfJmc(String symbolicName) {
        return Stream.of("junit", "org.assertj", "net.bytebuddy", "io.mytracer")
                        .noneMatch(symbolicName::startsWith)
                && !isUserInterface(symbolicName);
    }

    /** The rules are to work without. */
    private static boolean isUserInterface(String symbolicName) {
        return Stream.of("org.eclipse.swt", "org.eclipse.jface", "org.eclipse.ui")
                .anyMatch(symbolicName::startsWith);
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
