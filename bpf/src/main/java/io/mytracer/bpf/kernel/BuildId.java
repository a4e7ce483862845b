package io.mytracer.bpf.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What a kernel, module or debug file is known by, whatever it is called: lower-case hex digits.
 */
public final class BuildId {
    private static final Path KERNEL = Path.of("/sys/kernel/notes");
    private static final Path MODULES = Path.of("/sys/module");

    private static final int HEADER_BYTES = 12; // Elf64_Nhdr
    private static final int NT_GNU_BUILD_ID = 3;
    private static final int GNU = 0x00554e47; // "GNU", in little-endian order
    private static final int MAX_BYTES = 64;

    private BuildId() {}

    /** Returns that of the running kernel; empty where it has none or does not tell. */
    public static Optional<String> ofKernel() {
        return inFile(KERNEL);
    }

    /**
     * Returns that of a module that is loaded; empty where there is none.
     *
     * @param name as in /proc/modules
     */
    public static Optional<String> ofModule(String name) {
        return inFile(MODULES.resolve(name).resolve("notes/.note.gnu.build-id"));
    }

    /**
     * Looks through little-endian notes of {@code elf(5)}.
     *
     * @param notes from its position to its limit, which stay as they are
     */
    public static Optional<String> inNotes(ByteBuffer notes) {
        ByteBuffer rest = notes.slice().order(ByteOrder.LITTLE_ENDIAN);
        while (rest.remaining() >= HEADER_BYTES) {
            long nameBytes = Integer.toUnsignedLong(rest.getInt());
            long idBytes = Integer.toUnsignedLong(rest.getInt());
            int type = rest.getInt();
            if (padded(nameBytes) + idBytes > rest.remaining()) {
                break;
            }
            if (type == NT_GNU_BUILD_ID
                    && nameBytes == Integer.BYTES
                    && rest.getInt(rest.position()) == GNU
                    && idBytes > 1
                    && idBytes <= MAX_BYTES) {
                byte[] id = new byte[(int) idBytes];
                rest.get(rest.position() + Integer.BYTES, id);
                return Optional.of(HexFormat.of().formatHex(id));
            }
            long next = rest.position() + padded(nameBytes) + padded(idBytes);
            rest.position((int) Math.min(next, rest.limit()));
        }
        return Optional.empty();
    }

    private static Optional<String> inFile(Path file) {
        try {
            return inNotes(ByteBuffer.wrap(Files.readAllBytes(file)));
        } catch (IOException | SecurityException e) {
            return Optional.empty();
        }
    }

    private static long padded(long bytes) {
        return bytes + 3 & ~3L;
    }
}
