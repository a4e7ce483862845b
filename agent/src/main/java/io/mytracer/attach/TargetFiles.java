package io.mytracer.attach;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Files as a JVM in another mount namespace has them, and as we do. */
public final class TargetFiles {
    private final long pid;
    private final ProcDirectory process;

    /** Looks at the files of a process. */
    public TargetFiles(long pid) {
        this.pid = pid;
        process = new ProcDirectory(pid);
    }

    /** Returns where we find a file that the JVM has by an absolute path. */
    public Path here(Path there) {
        Path through = process.root(there);
        try {
            return Files.exists(there) && Files.isSameFile(there, through) ? there : through;
        } catch (IOException e) {
            return there; // this user may not look there, or the file is gone
        }
    }

    /**
     * Returns where the JVM finds our jar. Where it does not see it, a copy is put into its {@code
     * /tmp}, and stays there: the JVM loads classes from it when it likes.
     *
     * @param version for the name of the copy
     * @throws AttachException if that is not possible
     */
    public Path give(Path jar, String version) throws AttachException {
        try {
            Path through = process.root(jar);
            if (Files.exists(through)
                    && (Files.isSameFile(jar, through) || Files.mismatch(jar, through) < 0)) {
                return jar;
            }
            Path name = Path.of("/tmp", "mytracer-agent-" + version + "-" + digest(jar) + ".jar");
            copy(jar, process.root(name));
            return name;
        } catch (IOException e) {
            throw new AttachException(
                    "the JVM "
                            + pid
                            + " does not see "
                            + jar
                            + ", and it cannot be copied into its /tmp: "
                            + e
                            + "; mount the file at the same path there");
        }
    }

    /** Under another name first, so that neither a link nor half of a file is in its place. */
    private static void copy(Path jar, Path to) throws IOException {
        Path directory = to.getParent();
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            // A link in a container could lead us anywhere on the host.
            throw new IOException(directory + " is not a directory");
        }
        Path part = Files.createTempFile(directory, "mytracer-agent", ".part");
        try {
            Files.copy(jar, part, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(part, to, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Returns enough of a hash to tell builds apart. */
    private static String digest(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                DigestInputStream digest =
                        new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            digest.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.getMessageDigest().digest()).substring(0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IOException(e); // every JDK has it
        }
    }
}
