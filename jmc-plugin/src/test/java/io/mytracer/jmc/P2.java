package io.mytracer.jmc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Eclipse's installer, of which the build has left a configuration.
 *
 * @param home where it keeps what it knows
 */
record P2(Path home) {
    private static final Path BUILT = Path.of(System.getProperty("mytracer.p2"));

    /** Makes a repository of bundles. */
    Path publish(String name, List<Path> bundles) throws Exception {
        Path source = Files.createDirectories(home.resolve(name + "-source"));
        Path plugins = Files.createDirectory(source.resolve("plugins"));
        for (Path bundle : bundles) {
            Files.copy(bundle, plugins.resolve(bundle.getFileName()));
        }
        Path repository = home.resolve(name);
        String output =
                run(
                        "publisher.FeaturesAndBundlesPublisher",
                        "-metadataRepository",
                        repository.toUri().toString(),
                        "-artifactRepository",
                        repository.toUri().toString(),
                        "-source",
                        source.toString(),
                        "-publishArtifacts");
        if (!Files.exists(repository.resolve("artifacts.xml"))) {
            throw new AssertionError(output);
        }
        return repository;
    }

    /**
     * Installs a unit as "Install New Software…" does, into a directory, and returns what it says.
     */
    String install(String unit, Path destination, List<String> repositories) throws Exception {
        return run(
                "director",
                "-repository",
                String.join(",", repositories),
                "-installIU",
                unit,
                "-destination",
                destination.toString(),
                "-profile",
                "JMC",
                "-profileProperties",
                "org.eclipse.update.install.features=true");
    }

    private String run(String application, String... arguments) throws Exception {
        Path configuration = Files.createDirectories(home.resolve("configuration"));
        Path settings = configuration.resolve("config.ini");
        if (!Files.exists(settings)) {
            Files.copy(BUILT.resolve("configuration/config.ini"), settings);
        }
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Declipse.p2.data.area=" + home.resolve("agent").toUri(),
                                "-jar",
                                BUILT.resolve("launcher.jar").toString(),
                                "-configuration",
                                configuration.toString(),
                                "-data",
                                home.resolve("workspace").toString(),
                                "-consoleLog",
                                "-application",
                                "org.eclipse.equinox.p2." + application));
        command.addAll(List.of(arguments));
        return output(command);
    }

    private String output(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(home, "output", ".txt");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError(
                    "p2 does not end: " + Files.readString(output, StandardCharsets.UTF_8));
        }
        return Files.readString(output, StandardCharsets.UTF_8);
    }
}
