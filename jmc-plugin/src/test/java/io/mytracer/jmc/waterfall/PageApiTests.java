package io.mytracer.jmc.waterfall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.jar.JarFile;

/**
 * The stand-ins we compile against are what JMC has, else the page fails only in JMC's window.
 * jmc-page-api.txt has the members of JMC 9.1.2, as this test prints them for a jar.
 */
class PageApiTests {
    private static final String JAR = "jmc.ui.jar";

    private static List<String> known;
    private static List<String> standIns;

    @BeforeAll
    static void read() throws IOException {
        try (InputStream text = PageApiTests.class.getResourceAsStream("jmc-page-api.txt")) {
            known =
                    new String(text.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> !line.startsWith("#"))
                            .toList();
        }
        standIns = PageApi.of(PageApiTests.class.getClassLoader()::getResourceAsStream);
    }

    @Test
    void standInsHaveNothingThatJmcHasNot() {
        assertThat(known).containsAll(standIns);
    }

    /** A page that lacks one ends with an AbstractMethodError. */
    @Test
    void whatPagesMustImplementIsInTheStandIns() {
        assertThat(standIns)
                .containsAll(
                        known.stream()
                                .filter(line -> line.contains(" abstract "))
                                .filter(PageApiTests::isOfOurs)
                                .toList());
    }

    private static boolean isOfOurs(String line) {
        return line.contains("/IDataPageFactory ")
                || line.contains("/IDisplayablePage ")
                || line.contains("/IPageUI ");
    }

    @Test
    void jmcHasNotChanged() throws IOException {
        assumeTrue(
                System.getProperty(JAR) != null,
                "needs -D" + JAR + "=FILE, the bundle org.openjdk.jmc.flightrecorder.ui of a JMC");
        try (JarFile jar = new JarFile(System.getProperty(JAR))) {
            List<String> real =
                    PageApi.of(
                            path ->
                                    jar.getEntry(path) == null
                                            ? null
                                            : jar.getInputStream(jar.getEntry(path)));

            assertThat(real)
                    .as("%s has%n%s", jar.getName(), String.join("\n", real))
                    .isEqualTo(known);
        }
    }
}
