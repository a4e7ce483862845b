package io.mytracer.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** What is in the jar that is shipped. */
class JarTests {

    /** The module has the packages that are listed, and a class of another could not be loaded. */
    @Test
    void packagesAreListed() throws Exception {
        try (JarFile jar = new JarFile(JvmCommand.AGENT.toFile());
                InputStream list = jar.getInputStream(jar.getEntry("META-INF/packages"))) {
            TreeSet<String> packages = new TreeSet<>();
            jar.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/"))
                    .map(name -> name.substring(0, name.lastIndexOf('/')).replace('/', '.'))
                    .forEach(packages::add);
            String listed = new String(list.readAllBytes(), StandardCharsets.US_ASCII);

            assertThat(listed.lines())
                    .as("agent/src/main/resources/META-INF/packages")
                    .containsExactlyElementsOf(packages);
        }
    }

    @Test
    void nothingOfOthersIsWhereTheApplicationMayHaveIt() throws Exception {
        try (JarFile jar = new JarFile(JvmCommand.AGENT.toFile())) {
            List<String> others =
                    jar.stream()
                            .map(JarEntry::getName)
                            .filter(name -> name.endsWith(".class"))
                            .filter(name -> !name.startsWith("io/mytracer/"))
                            .filter(name -> !name.startsWith("META-INF/boot/io/mytracer/"))
                            .toList();

            assertThat(others).isEmpty();
            assertThat(jar.getEntry("io/mytracer/boot/SocketHooks.class")).isNull();
            assertThat(jar.getEntry("META-INF/licenses/ASM")).isNotNull();
        }
    }
}
