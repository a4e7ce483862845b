package io.mytracer.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

/** Where the test programs lie, and copies of them that any user may read. */
final class TestClasses {
    private TestClasses() {}

    static Path directory() {
        try {
            return Path.of(
                    TestClasses.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes a directory that others may read, and write to if so wanted. */
    static Path openDirectory(Path parent, String name, boolean writable) throws IOException {
        Path made = Files.createDirectories(parent.resolve(name));
        open(parent, "rwxr-xr-x");
        open(made, writable ? "rwxrwxrwx" : "rwxr-xr-x");
        return made;
    }

    /** Copies a file or a tree into a directory, for anyone to read. */
    static Path copyFor(Path source, Path directory) throws IOException {
        Path target = directory.resolve(source.getFileName().toString());
        try (Stream<Path> tree = Files.walk(source)) {
            tree.forEach(from -> copy(from, target.resolve(source.relativize(from).toString())));
        }
        return target;
    }

    private static void copy(Path from, Path to) {
        CopyOption[] options = {StandardCopyOption.REPLACE_EXISTING};
        try {
            if (Files.isDirectory(from, LinkOption.NOFOLLOW_LINKS)) {
                open(Files.createDirectories(to), "rwxr-xr-x");
            } else {
                open(Files.copy(from, to, options), "rw-r--r--");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void open(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
}
