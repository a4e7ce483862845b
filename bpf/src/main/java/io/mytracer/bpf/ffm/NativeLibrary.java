package io.mytracer.bpf.ffm;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A libbpf that was found, loaded and judged usable: version 1.0 or newer, with every function that
 * is called.
 *
 * <p>A loaded library stays loaded until the JVM ends. Thread-safe.
 */
public final class NativeLibrary {
    private static final String SYSTEM = "libbpf.so.1";

    // Bound functions are worth keeping, and a second copy from the jar would be another libbpf in
    // the same process.
    private static NativeLibrary system;
    private static NativeLibrary bundled;

    private final Libbpf libbpf;
    private final String origin;

    private NativeLibrary(Libbpf libbpf, String origin) {
        this.libbpf = libbpf;
        this.origin = origin;
    }

    /**
     * Finds a libbpf: the given file; or else the system's {@code libbpf.so.1}; or else the copy in
     * the jar.
     *
     * @param explicit the file the user named, or null; when given, nothing else is tried
     * @throws BpfException if there is none, saying what was tried and what to do
     * @throws IllegalCallerException if this module may not use native access
     */
    public static NativeLibrary find(Path explicit) {
        if (explicit != null) {
            return ofFile(explicit);
        }
        String tried;
        try {
            return system();
        } catch (Unusable e) {
            tried = SYSTEM + " " + e.getMessage();
        }
        try {
            return bundled();
        } catch (Unusable e) {
            throw new BpfException(
                    "libbpf: none found (" + tried + "; copy in the jar " + e.getMessage() + ")",
                    0,
                    "install the package libbpf1 (Debian, Ubuntu) or libbpf (Fedora, RHEL, SUSE),"
                            + " or name a file with libbpf=PATH",
                    List.of());
        }
    }

    /**
     * Says in words where the library comes from: {@code system libbpf.so.1 (1.1)}, {@code bundled
     * libbpf 1.1} or a path.
     */
    public String origin() {
        return origin;
    }

    /** Returns the version as {@code major.minor}. */
    public String version() {
        return libbpf.call(LibbpfFunction.MAJOR) + "." + libbpf.call(LibbpfFunction.MINOR);
    }

    Libbpf libbpf() {
        return libbpf;
    }

    private static NativeLibrary ofFile(Path file) {
        try {
            if (!Files.isReadable(file)) {
                throw new Unusable(Files.exists(file) ? "cannot be read" : "does not exist");
            }
            if (Files.isDirectory(file)) {
                throw new Unusable("is a directory");
            }
            if (!isElf(file)) {
                // dlopen would refuse it, too, but HotSpot warns of its stack protection before.
                throw new Unusable("is not a shared library");
            }
            // As a string: the overload that takes a Path resolves links, and a path below
            // /proc/self/fd resolves to a name that cannot be opened.
            String path = file.toAbsolutePath().toString();
            return open(path).named(path);
        } catch (Unusable e) {
            throw new BpfException(
                    "libbpf=" + file + ": " + e.getMessage(),
                    0,
                    "name a libbpf.so.1 of version 1.0 or newer for this CPU, or leave the option"
                            + " out",
                    List.of());
        }
    }

    private static boolean isElf(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(4), new byte[] {0x7f, 'E', 'L', 'F'});
        } catch (IOException e) {
            return false;
        }
    }

    private static synchronized NativeLibrary system() throws Unusable {
        if (system == null) {
            NativeLibrary library = open(SYSTEM);
            system = library.named("system " + SYSTEM + " (" + library.version() + ")");
        }
        return system;
    }

    private static synchronized NativeLibrary bundled() throws Unusable {
        if (bundled == null) {
            String arch = System.getProperty("os.arch");
            String resource =
                    "/META-INF/native/linux-"
                            + (arch.equals("amd64") ? "x86_64" : arch)
                            + "/libbpf.so";
            try (InputStream in = NativeLibrary.class.getResourceAsStream(resource)) {
                if (in == null) {
                    throw new Unusable("is missing for " + arch);
                }
                bundled = ofImage(in.readAllBytes());
            } catch (IOException e) {
                throw new Unusable("cannot be read: " + e.getMessage());
            }
        }
        return bundled;
    }

    /** Loads a library from memory, without a file that could be left behind. */
    static NativeLibrary ofImage(byte[] image) throws Unusable {
        int fd = Libc.memfd("libbpf");
        if (fd < 0) {
            throw new Unusable("cannot be unpacked: memfd_create: " + Errno.name(-fd));
        }
        // The descriptor stays open on purpose: dlopen knows libraries by their path, and the next
        // file under this number would be taken for this library.
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(image.length);
            bytes.copyFrom(MemorySegment.ofArray(image));
            for (long at = 0; at < image.length; ) {
                long written = Libc.write(fd, bytes.asSlice(at));
                if (written < 0) {
                    throw new Unusable("cannot be unpacked: write: " + Errno.name((int) -written));
                }
                at += written;
            }
        }
        NativeLibrary library = open("/proc/self/fd/" + fd);
        return library.named("bundled libbpf " + library.version());
    }

    @SuppressWarnings("restricted")
    private static NativeLibrary open(String name) throws Unusable {
        SymbolLookup lookup;
        try {
            lookup = SymbolLookup.libraryLookup(name, Arena.global());
        } catch (IllegalArgumentException e) {
            throw new Unusable("cannot be loaded");
        }
        // Before the other symbols: an old library lacks many, but its age is the reason.
        if (lookup.find(LibbpfFunction.MAJOR.symbol()).isEmpty()) {
            throw new Unusable("is no libbpf, or one older than 1.0");
        }
        NativeLibrary library = new NativeLibrary(new Libbpf(lookup), name);
        if (library.libbpf.call(LibbpfFunction.MAJOR) < 1) {
            throw new Unusable("is version " + library.version() + ", older than 1.0");
        }
        for (LibbpfFunction function : LibbpfFunction.values()) {
            if (lookup.find(function.symbol()).isEmpty()) {
                throw new Unusable("lacks the function " + function.symbol());
            }
        }
        LibbpfLog.capture(library.libbpf);
        return library;
    }

    private NativeLibrary named(String words) {
        return new NativeLibrary(libbpf, words);
    }

    /** Why one candidate cannot be used, to follow its name in a sentence. */
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        Unusable(String why) {
            super(why);
        }
    }
}
