package io.mytracer.bpf.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

class BuildIdTests {
    private static final byte[] ID = {(byte) 0xeb, 0x4f, (byte) 0xbc, (byte) 0xd0, 0x37};

    @Test
    void isFoundBehindOtherNotes() {
        ByteBuffer notes = ByteBuffer.allocate(256);
        put(notes, "Linux", 6, new byte[30]);
        put(notes, "Xen", 3, new byte[] {1, 2, 3, 4});
        put(notes, "GNU", 3, ID);
        put(notes, "GNU", 3, new byte[20]);

        assertThat(BuildId.inNotes(notes.flip())).contains("eb4fbcd037");
    }

    @Test
    void noPartOfNotesIsTakenForOne() {
        ByteBuffer notes = ByteBuffer.allocate(128);
        put(notes, "GNU", 1, new byte[16]);
        put(notes, "GNU", 3, ID);
        byte[] all = Arrays.copyOf(notes.array(), notes.position() - 3); // without the padding

        assertThat(BuildId.inNotes(ByteBuffer.wrap(all))).contains("eb4fbcd037");
        for (int length = 0; length < all.length; length++) {
            assertThat(BuildId.inNotes(ByteBuffer.wrap(all, 0, length))).as("" + length).isEmpty();
        }
    }

    @Test
    void sizesBeyondTheFileEndTheSearch() {
        ByteBuffer notes = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
        notes.putInt(0xfffffffe).putInt(0xfffffffd).putInt(3).rewind();

        assertThat(BuildId.inNotes(notes)).isEmpty();
    }

    @Test
    void theRunningKernelTellsIts() {
        assumeTrue(Files.isReadable(Path.of("/sys/kernel/notes")), "needs sysfs");

        assertThat(BuildId.ofKernel()).get().asString().matches("[0-9a-f]{32,64}");
        assertThat(BuildId.ofModule("no_such_module")).isEmpty();
    }

    private static void put(ByteBuffer notes, String name, int type, byte[] id) {
        notes.order(ByteOrder.LITTLE_ENDIAN);
        notes.putInt(name.length() + 1).putInt(id.length).putInt(type);
        notes.put(Arrays.copyOf(name.getBytes(StandardCharsets.US_ASCII), name.length() + 4 & ~3));
        notes.put(Arrays.copyOf(id, id.length + 3 & ~3));
    }
}
