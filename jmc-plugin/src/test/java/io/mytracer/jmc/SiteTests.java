package io.mytracer.jmc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.NodeList;

import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;

/** The update site, by what Eclipse's installer makes of it. */
class SiteTests {
    private static final Path JAR = Path.of(System.getProperty("mytracer.plugin.jar"));
    private static final Path SITE = Path.of(System.getProperty("mytracer.plugin.site"));
    private static final String GROUP = "io.mytracer.jmc.feature.feature.group";

    @TempDir private static Path directory;

    private static P2 p2;
    private static Path site;

    @BeforeAll
    static void prepare() throws Exception {
        p2 = new P2(directory);
        site = directory.resolve("site");
        try (FileSystem zip = FileSystems.newFileSystem(SITE);
                Stream<Path> files = Files.walk(zip.getPath("/"))) {
            for (Path file : files.toList()) {
                Files.copy(file, site.resolve(file.toString().substring(1)));
            }
        }
    }

    @Test
    void siteHasTheBundleAndNothingElse() throws Exception {
        try (Stream<Path> files = Files.walk(site)) {
            List<Path> all = files.filter(Files::isRegularFile).toList();
            assertThat(all)
                    .extracting(file -> site.relativize(file).toString().replaceAll("_.*", ""))
                    .containsExactlyInAnyOrder(
                            "content.xml",
                            "artifacts.xml",
                            "features/io.mytracer.jmc.feature",
                            "plugins/io.mytracer.jmc");
            assertThat(all)
                    .filteredOn(file -> file.getParent().endsWith("plugins"))
                    .allSatisfy(file -> assertThat(file).hasSameBinaryContentAs(JAR));
        }
    }

    @Test
    void metadataAsksForJmc() throws Exception {
        String required = "//unit[@id='%s']/requires/required[starts-with(@name,'%s')]/@%s";
        assertThat(metadata(required.formatted(GROUP, "org.openjdk.jmc", "name")))
                .containsExactly("org.openjdk.jmc.flightrecorder.ui");
        assertThat(metadata(required.formatted(GROUP, "org.openjdk.jmc", "range")))
                .containsOnly("[9.0.0,11.0.0)");
        assertThat(metadata(required.formatted("io.mytracer.jmc", "org.openjdk.jmc", "range")))
                .hasSize(4)
                .containsOnly("[9.0.0,11.0.0)");
    }

    /** The dialog shows categories; paths and times of the machine would be in them for nothing. */
    @Test
    void metadataHasACategoryAndNothingOfTheMachine() throws Exception {
        assertThat(
                        metadata(
                                "//unit[properties/property[@name='"
                                        + "org.eclipse.equinox.p2.type.category']]"
                                        + "/requires/required/@name"))
                .containsExactly(GROUP);
        assertThat(metadata("//property[@name='p2.timestamp']/@value")).containsOnly("0");
        assertThat(Files.readString(site.resolve("content.xml")))
                .doesNotContain(SITE.getParent().toString());
    }

    @Test
    void installsIntoJmc() throws Exception {
        Path jmc = directory.resolve("installed");

        String output = p2.install(GROUP, jmc, repositories("9.1.2"));

        assertThat(jmc.resolve("plugins")).as(output).isDirectory();
        try (Stream<Path> plugins = Files.list(jmc.resolve("plugins"))) {
            assertThat(plugins)
                    .filteredOn(
                            file -> file.getFileName().toString().startsWith("io.mytracer.jmc_"))
                    .hasSize(1)
                    .allSatisfy(file -> assertThat(file).hasSameBinaryContentAs(JAR));
        }
        assertThat(jmc.resolve("features"))
                .isDirectoryContaining("glob:**/io.mytracer.jmc.feature_*");
        assertThat(jmc.resolve("plugins"))
                .isDirectoryContaining("glob:**/org.openjdk.jmc.flightrecorder.ui_9.1.2.jar")
                .isDirectoryContaining("glob:**/org.openjdk.jmc.common_9.*.jar");
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.3.1", "11.0.0"})
    void isRefusedByAnotherJmc(String version) throws Exception {
        Path jmc = directory.resolve("refused-" + version);

        String output = p2.install(GROUP, jmc, repositories(version));

        assertThat(output).contains("org.openjdk.jmc.flightrecorder.ui [9.0.0,11.0.0)");
        assertThat(jmc.resolve("plugins")).doesNotExist();
    }

    private static List<String> repositories(String jmc) throws Exception {
        List<Path> bundles = new ArrayList<>(JmcBundles.onClassPath());
        bundles.add(JmcBundles.userInterface(directory, jmc));
        Path repository = p2.publish("jmc-" + jmc, bundles);
        Path metadata = repository.resolve("content.xml");
        Files.writeString(
                metadata,
                Files.readString(metadata).replace("</units>", JavaUnit.xml() + "</units>"));
        return List.of("jar:" + SITE.toUri() + "!/", repository.toUri().toString());
    }

    private static List<String> metadata(String path) throws Exception {
        try (InputStream xml = Files.newInputStream(site.resolve("content.xml"))) {
            NodeList nodes =
                    (NodeList)
                            XPathFactory.newInstance()
                                    .newXPath()
                                    .evaluate(
                                            path,
                                            DocumentBuilderFactory.newInstance()
                                                    .newDocumentBuilder()
                                                    .parse(xml),
                                            XPathConstants.NODESET);
            List<String> values = new ArrayList<>();
            for (int i = 0; i < nodes.getLength(); i++) {
                values.add(nodes.item(i).getNodeValue());
            }
            return values;
        }
    }
}
