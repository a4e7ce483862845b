package io.mytracer.source;

import io.mytracer.bpf.kernel.BuildId;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What is needed of a file with debug info, by the layout of {@code elf(5)}: its functions and its
 * build id. Only these parts are read, some 7 MB of a kernel's 600, and kept; the file is closed.
 */
final class ElfFile {
    private static final int HEADER_BYTES = 64; // Elf64_Ehdr
    private static final int SECTION_BYTES = 64; // Elf64_Shdr
    private static final int SYMBOL_BYTES = 24; // Elf64_Sym
    private static final int MAGIC = 0x464c457f; // \x7f E L F
    private static final byte CLASS_64 = 2;
    private static final byte LITTLE_ENDIAN = 1;
    private static final short ET_REL = 1;
    private static final int SHT_SYMTAB = 2;
    private static final int SHT_NOTE = 7;
    private static final int SHT_NOBITS = 8;
    private static final long SHF_EXECINSTR = 4;
    private static final int STT_NOTYPE = 0; // entry points that are written in assembler
    private static final int STT_FUNC = 2;

    // A kernel's symbol table has 3 MB, its longest note section less than 1 KB.
    private static final long MAX_TABLE = 256 << 20;
    private static final long MAX_NOTES = 1 << 20;

    private final Path path;
    private final boolean relocatable;
    private final Section[] sections;
    private final ByteBuffer sectionNames;
    private final ByteBuffer symbols;
    private final ByteBuffer symbolNames;
    private final String buildId;

    /**
     * Code that has a name.
     *
     * @param address where the file is linked to, or in its section if it is relocatable
     * @param size in bytes; 0 where it is not told
     * @param section the name of its section
     */
    record Symbol(long address, long size, String section) {}

    private record Section(int name, int type, long flags, long offset, long size, int link) {}

    private ElfFile(Path path, FileChannel file) throws IOException {
        this.path = path;
        ByteBuffer header = read(file, 0, HEADER_BYTES, HEADER_BYTES);
        if (header.getInt(0) != MAGIC
                || header.get(4) != CLASS_64
                || header.get(5) != LITTLE_ENDIAN) {
            throw new IOException(path + " is not a 64-bit little-endian ELF file");
        }
        relocatable = header.getShort(16) == ET_REL; // e_type
        sections = sections(file, header);
        sectionNames = contents(file, Short.toUnsignedInt(header.getShort(62))); // e_shstrndx
        int table = symbolTable();
        symbols = contents(file, table);
        symbolNames = contents(file, sections[table].link());
        buildId = buildId(file);
    }

    /**
     * Opens a file that must have debug info.
     *
     * @param buildId what the file must have; null if any will do
     * @throws IOException with a message that is a line for the user
     */
    static ElfFile open(Path path, String buildId) throws IOException {
        ElfFile elf;
        try (FileChannel file = FileChannel.open(path)) {
            elf = new ElfFile(path, file);
        } catch (NoSuchFileException e) {
            throw new IOException(path + ": no such file", e);
        } catch (AccessDeniedException e) {
            throw new IOException(path + " cannot be read: permission denied", e);
        }
        if (!elf.hasDebugInfo()) {
            throw new IOException(path + " has no debug info");
        }
        if (buildId != null && !buildId.equals(elf.buildId)) {
            throw new IOException(
                    path
                            + (elf.buildId == null
                                    ? " has no build id"
                                    : " is another one: its build id is " + elf.buildId)
                            + ", not "
                            + buildId);
        }
        return elf;
    }

    Path path() {
        return path;
    }

    /** Says whether addresses are relative to a section, as in a module. */
    boolean isRelocatable() {
        return relocatable;
    }

    /** Returns the functions of that name, one for each address: static ones may share a name. */
    List<Symbol> functions(String name) {
        byte[] wanted = (name + "\0").getBytes(StandardCharsets.UTF_8);
        List<Symbol> found = new ArrayList<>();
        for (int at = 0; at + SYMBOL_BYTES <= symbols.limit(); at += SYMBOL_BYTES) {
            int type = symbols.get(at + 4) & 0xf; // st_info
            if ((type == STT_FUNC || type == STT_NOTYPE)
                    && isAt(symbolNames, symbols.getInt(at), wanted)) {
                add(at, found);
            }
        }
        return found;
    }

    private void add(int at, List<Symbol> found) {
        int index = Short.toUnsignedInt(symbols.getShort(at + 6)); // st_shndx
        if (index == 0 || index >= sections.length) {
            return;
        }
        Section section = sections[index];
        if ((section.flags() & SHF_EXECINSTR) == 0) {
            return;
        }
        long address = symbols.getLong(at + 8);
        String name = text(sectionNames, section.name());
        if (found.stream().noneMatch(f -> f.address() == address && f.section().equals(name))) {
            found.add(new Symbol(address, symbols.getLong(at + 16), name));
        }
    }

    private boolean hasDebugInfo() {
        return Arrays.stream(sections)
                .filter(section -> section.type() != SHT_NOBITS)
                .map(section -> text(sectionNames, section.name()))
                .anyMatch(name -> name.equals(".debug_info") || name.equals(".zdebug_info"));
    }

    private Section[] sections(FileChannel file, ByteBuffer header) throws IOException {
        int count = Short.toUnsignedInt(header.getShort(60)); // e_shnum
        if (count == 0 || header.getShort(58) != SECTION_BYTES) { // e_shentsize
            throw new IOException(path + " has no table of sections");
        }
        ByteBuffer table =
                read(file, header.getLong(40), (long) count * SECTION_BYTES, MAX_TABLE); // e_shoff
        Section[] all = new Section[count];
        for (int i = 0; i < count; i++) {
            int at = i * SECTION_BYTES;
            all[i] =
                    new Section(
                            table.getInt(at),
                            table.getInt(at + 4),
                            table.getLong(at + 8),
                            table.getLong(at + 24),
                            table.getLong(at + 32),
                            table.getInt(at + 40));
        }
        return all;
    }

    private int symbolTable() throws IOException {
        for (int i = 0; i < sections.length; i++) {
            if (sections[i].type() == SHT_SYMTAB) {
                return i;
            }
        }
        throw new IOException(path + " has no symbol table: it is stripped");
    }

    private String buildId(FileChannel file) throws IOException {
        for (Section section : sections) {
            if (section.type() == SHT_NOTE) {
                Optional<String> id =
                        BuildId.inNotes(read(file, section.offset(), section.size(), MAX_NOTES));
                if (id.isPresent()) {
                    return id.get();
                }
            }
        }
        return null;
    }

    private ByteBuffer contents(FileChannel file, int index) throws IOException {
        if (index < 0 || index >= sections.length) {
            throw new IOException(path + " is damaged: it has no section " + index);
        }
        return read(file, sections[index].offset(), sections[index].size(), MAX_TABLE);
    }

    private ByteBuffer read(FileChannel file, long offset, long size, long limit)
            throws IOException {
        if (size < 0 || size > limit) {
            throw new IOException(path + " is damaged: a part of it claims " + size + " bytes");
        }
        if (offset < 0 || offset > file.size() - size) {
            throw new IOException(path + " is damaged: it ends before what it says it has");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, offset + bytes.position()) < 0) {
                throw new IOException(path + " is damaged: it became shorter");
            }
        }
        return bytes.flip();
    }

    private static boolean isAt(ByteBuffer bytes, int offset, byte[] wanted) {
        if (offset < 0 || offset > bytes.limit() - wanted.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (bytes.get(offset + i) != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    private static String text(ByteBuffer bytes, int offset) {
        int end = offset;
        while (end >= 0 && end < bytes.limit() && bytes.get(end) != 0) {
            end++;
        }
        if (end <= offset) {
            return "";
        }
        byte[] text = new byte[end - offset];
        bytes.get(offset, text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
