package io.mytracer.cli;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;

/** The jar that this command line is from. */
final class OwnJar {
    private OwnJar() {}

    static Path path() throws FailureException {
        try {
            CodeSource source = OwnJar.class.getProtectionDomain().getCodeSource();
            Path jar = Path.of(source.getLocation().toURI()).toRealPath();
            if (Files.isRegularFile(jar)) {
                return jar;
            }
        } catch (URISyntaxException | IOException e) {
            throw new FailureException("the jar of the agent is gone: " + e.getMessage());
        }
        throw new FailureException("not packaged: there is no jar of the agent to load");
    }

    /** Returns the version, or words where it is not known. */
    static String version() {
        String version = OwnJar.class.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }
}
