package io.mytracer.bpf.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One reading of /proc/kallsyms: the functions, sorted by address, in a few flat arrays. A kernel
 * has 120,000 to 200,000 functions; as objects they would take 20 MB, so they take 5.
 */
final class SymbolTable {
    // kallsyms has no sizes. The largest function of a 6.18 kernel has 21 KB; what lies farther
    // behind a symbol is not part of it.
    private static final long LARGEST_FUNCTION = 64 << 10;
    private static final byte[] NO_NAME = {};

    private long[] addresses = new long[1 << 17];
    private int[] nameEnds = new int[1 << 17];
    private char[] modules = new char[1 << 17];
    private byte[] names = new byte[3 << 20];
    private final List<String> moduleNames = new ArrayList<>(List.of(""));
    private int count;
    private int functions;
    private int[] order;

    static SymbolTable empty() {
        SymbolTable table = new SymbolTable();
        table.finish();
        return table;
    }

    static SymbolTable read(Path file) throws IOException {
        SymbolTable table = new SymbolTable();
        ByteLines.read(file, table::line);
        table.finish();
        return table;
    }

    /** Returns how many functions the file named. */
    int functions() {
        return functions;
    }

    /** Says whether addresses were shown: without the privilege they are all zero. */
    boolean hasAddresses() {
        return count > 0;
    }

    /** Returns {@code function+0x12} or {@code function+0x12 [module]}, or null if unknown. */
    String symbolize(long address) {
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            if (Long.compareUnsigned(addresses[order[middle]], address) <= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        if (high < 0) {
            return null;
        }
        long start = addresses[order[high]];
        if (address - start > LARGEST_FUNCTION) {
            return null;
        }
        int symbol = symbol(high);
        int nameBegin = symbol == 0 ? 0 : nameEnds[symbol - 1];
        String name =
                new String(names, nameBegin, nameEnds[symbol] - nameBegin, StandardCharsets.UTF_8);
        String module = moduleNames.get(modules[symbol]);
        return name
                + "+0x"
                + Long.toHexString(address - start)
                + (module.isEmpty() ? "" : " [" + module + "]");
    }

    /**
     * Of several names for one address the first of the file, as the kernel prints it. But a BPF
     * program may live where a module had its init code, whose names ftrace keeps in the file
     * (kernel/trace/ftrace.c: ftrace_free_mem(), Linux 6.1).
     *
     * @param last index into the order of the last name for the address
     */
    private int symbol(int last) {
        int i = last;
        while (i > 0 && addresses[order[i - 1]] == addresses[order[last]] && !isBpf(order[i])) {
            i--;
        }
        return order[i];
    }

    private boolean isBpf(int symbol) {
        return moduleNames.get(modules[symbol]).equals("bpf");
    }

    // "ffffffff81000000 T name" or "ffffffffc0201000 t name\t[module]"
    private void line(byte[] line, int begin, int end) {
        long address = 0;
        int i = begin;
        for (; i < end && line[i] != ' '; i++) {
            address = address << 4 | Character.digit(line[i], 16) & 15;
        }
        if (end - i < 4 || !isFunction(line[i + 1])) {
            return;
        }
        functions++;
        if (address != 0) {
            int name = i + 3;
            int nameEnd = name;
            while (nameEnd < end && line[nameEnd] != '\t' && line[nameEnd] != ' ') {
                nameEnd++;
            }
            byte[] module =
                    nameEnd + 2 < end ? Arrays.copyOfRange(line, nameEnd + 2, end - 1) : NO_NAME;
            add(address, line, name, nameEnd, module(module));
        }
    }

    private static boolean isFunction(byte type) {
        return type == 't' || type == 'T' || type == 'w' || type == 'W';
    }

    private char module(byte[] name) {
        if (name.length == 0) {
            return 0;
        }
        String module = new String(name, StandardCharsets.UTF_8);
        // The symbols of a module stand together, and modules are few.
        int index = moduleNames.lastIndexOf(module);
        if (index < 0) {
            index = moduleNames.size();
            moduleNames.add(module);
        }
        return (char) index;
    }

    private void add(long address, byte[] line, int nameBegin, int nameEnd, char module) {
        if (count == addresses.length) {
            resize(count * 2);
        }
        int namesEnd = count == 0 ? 0 : nameEnds[count - 1];
        int length = nameEnd - nameBegin;
        if (namesEnd + length > names.length) {
            names = Arrays.copyOf(names, names.length * 2);
        }
        System.arraycopy(line, nameBegin, names, namesEnd, length);
        addresses[count] = address;
        nameEnds[count] = namesEnd + length;
        modules[count] = module;
        count++;
    }

    private void resize(int size) {
        addresses = Arrays.copyOf(addresses, size);
        nameEnds = Arrays.copyOf(nameEnds, size);
        modules = Arrays.copyOf(modules, size);
    }

    private void finish() {
        resize(count);
        names = Arrays.copyOf(names, count == 0 ? 0 : nameEnds[count - 1]);
        order = new int[count];
        for (int i = 0; i < count; i++) {
            order[i] = i;
        }
        // Bottom-up merge sort: stable, so that aliases keep the order of the file.
        int[] from = order;
        int[] to = new int[count];
        for (long width = 1; width < count; width *= 2) {
            for (long left = 0; left < count; left += 2 * width) {
                merge(
                        from,
                        to,
                        (int) left,
                        (int) Math.min(left + width, count),
                        (int) Math.min(left + 2 * width, count));
            }
            int[] sorted = to;
            to = from;
            from = sorted;
        }
        order = from;
    }

    private void merge(int[] from, int[] to, int left, int right, int end) {
        int l = left;
        int r = right;
        for (int i = left; i < end; i++) {
            boolean takeLeft =
                    l < right
                            && (r >= end
                                    || Long.compareUnsigned(addresses[from[l]], addresses[from[r]])
                                            <= 0);
            to[i] = takeLeft ? from[l++] : from[r++];
        }
    }
}
