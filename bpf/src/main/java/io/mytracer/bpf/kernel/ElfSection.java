package io.mytracer.bpf.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Finds a section of a little-endian 64-bit ELF file by the layout of {@code elf(5)}. */
final class ElfSection {
    private static final int HEADER_BYTES = 64; // Elf64_Ehdr
    private static final int ENTRY_BYTES = 64; // Elf64_Shdr
    private static final int MAGIC = 0x464c457f; // \x7f E L F
    private static final byte CLASS_64 = 2;
    private static final byte LITTLE_ENDIAN = 1;

    private final ByteBuffer elf;
    private final long table;
    private final int count;

    private ElfSection(byte[] bytes) {
        elf = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < HEADER_BYTES
                || elf.getInt(0) != MAGIC
                || bytes[4] != CLASS_64
                || bytes[5] != LITTLE_ENDIAN) {
            throw broken("no 64-bit little-endian ELF header", 0);
        }
        table = elf.getLong(40); // e_shoff
        count = Short.toUnsignedInt(elf.getShort(60)); // e_shnum
        if (Short.toUnsignedInt(elf.getShort(58)) != ENTRY_BYTES // e_shentsize
                || table < HEADER_BYTES
                || table > bytes.length - (long) count * ENTRY_BYTES) {
            throw broken("section table is not inside the file", 40);
        }
    }

    static byte[] find(byte[] bytes, String name) {
        ElfSection sections = new ElfSection(bytes);
        int namesIndex = Short.toUnsignedInt(sections.elf.getShort(62)); // e_shstrndx
        if (namesIndex >= sections.count) {
            throw broken("no section with names", 62);
        }
        byte[] names = sections.contents(namesIndex);
        byte[] wanted = (name + "\0").getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < sections.count; i++) {
            long from = Integer.toUnsignedLong(sections.elf.getInt(sections.entry(i)));
            if (from + wanted.length <= names.length
                    && Arrays.equals(
                            names,
                            (int) from,
                            (int) from + wanted.length,
                            wanted,
                            0,
                            wanted.length)) {
                return sections.contents(i);
            }
        }
        throw broken("no section " + name, sections.table);
    }

    private int entry(int index) {
        return (int) table + index * ENTRY_BYTES;
    }

    private byte[] contents(int index) {
        int entry = entry(index);
        long offset = elf.getLong(entry + 24); // sh_offset
        long size = elf.getLong(entry + 32); // sh_size
        if (offset < 0 || size < 0 || offset > elf.capacity() - size) {
            throw broken("section " + index + " is not inside the file", entry);
        }
        return Arrays.copyOfRange(elf.array(), (int) offset, (int) (offset + size));
    }

    private static IllegalArgumentException broken(String what, long position) {
        return new IllegalArgumentException("ELF at byte " + position + ": " + what);
    }
}
