package io.mytracer.bpf.kernel;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The types that are pointers to one struct, {@code const} or not, and the functions they go to.
 */
final class BtfPointers {
    private final BtfData data;
    private final String struct;
    private final BitSet pointers;

    /**
     * Looks through all types.
     *
     * @param base what has been found in those that these go on from; null where they stand alone
     */
    BtfPointers(BtfData data, BtfPointers base, String struct) {
        this.data = data;
        this.struct = struct;
        pointers = base == null ? new BitSet() : (BitSet) base.pointers.clone();
        byte[] name = struct.getBytes(StandardCharsets.UTF_8);
        for (int id = data.firstType(); id < data.typeCount(); id++) {
            BtfKind kind = data.kind(data.type(id));
            if ((kind == BtfKind.PTR || kind.isAlias()) && data.isPointer(id, name)) {
                pointers.set(id);
            }
        }
    }

    String struct() {
        return struct;
    }

    /** Returns the functions, but for a base's, of which an argument is one; of each the first. */
    List<PointerArgument> functions() {
        List<PointerArgument> found = new ArrayList<>();
        for (int id = data.firstType(); id < data.typeCount(); id++) {
            int at = data.type(id);
            if (data.kind(at) == BtfKind.FUNC) {
                int position = position(at);
                if (position >= 0) {
                    found.add(new PointerArgument(data.name(at), position));
                }
            }
        }
        return found;
    }

    private int position(int function) {
        int prototype = data.prototype(function);
        for (int i = 0; prototype >= 0 && i < data.items(prototype); i++) {
            int type = data.i32(data.item(prototype, i) + 4);
            if (type > 0 && pointers.get(type)) {
                return i;
            }
        }
        return -1;
    }
}
