package io.mytracer.layer;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The jar as an automatic module whose packages are listed in {@code META-INF/packages}. {@link
 * ModuleFinder#of} would look for them among 2,000 entries, by code that is still interpreted,
 * while main() waits: 50 ms.
 */
final class JarModule extends ModuleReference {
    static final String PACKAGES = "META-INF/packages";

    private final Path jar;

    private JarModule(String name, Path jar, Set<String> packages) {
        super(ModuleDescriptor.newAutomaticModule(name).packages(packages).build(), jar.toUri());
        this.jar = jar;
    }

    /** Finds the jar's module; where it has no list, as the JDK does. */
    static ModuleFinder finder(String name, Path jar) throws IOException {
        Set<String> packages;
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            ZipEntry list = zip.getEntry(PACKAGES);
            if (list == null) {
                return ModuleFinder.of(jar);
            }
            byte[] text = zip.getInputStream(list).readAllBytes();
            packages = Set.of(new String(text, StandardCharsets.US_ASCII).split("\n"));
        }
        JarModule module = new JarModule(name, jar, packages);
        return new ModuleFinder() {
            @Override
            public Optional<ModuleReference> find(String wanted) {
                return wanted.equals(name) ? Optional.of(module) : Optional.empty();
            }

            @Override
            public Set<ModuleReference> findAll() {
                return Set.of(module);
            }
        };
    }

    @Override
    public ModuleReader open() throws IOException {
        return new Reader(new ZipFile(jar.toFile()), jar.toUri());
    }

    private record Reader(ZipFile file, URI location) implements ModuleReader {

        @Override
        public Optional<URI> find(String name) {
            return file.getEntry(name) == null
                    ? Optional.empty()
                    : Optional.of(URI.create("jar:" + location + "!/" + name));
        }

        @Override
        public Optional<InputStream> open(String name) throws IOException {
            ZipEntry entry = file.getEntry(name);
            return entry == null ? Optional.empty() : Optional.of(file.getInputStream(entry));
        }

        /** As large as the class; by the JDK's own way each one would leave 16 KiB more behind. */
        @Override
        public Optional<ByteBuffer> read(String name) throws IOException {
            ZipEntry entry = file.getEntry(name);
            if (entry == null) {
                return Optional.empty();
            }
            try (InputStream in = file.getInputStream(entry)) {
                return Optional.of(ByteBuffer.wrap(in.readNBytes((int) entry.getSize())));
            }
        }

        @Override
        public Stream<String> list() {
            return file.stream().map(ZipEntry::getName);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
