package io.mytracer.bpf.kernel;

/** The kinds of BTF types: {@code BTF_KIND_*} of {@code include/uapi/linux/btf.h}, by number. */
enum BtfKind {
    VOID(0, 0),
    INT(4, 0),
    PTR(0, 0),
    ARRAY(12, 0),
    STRUCT(0, 12),
    UNION(0, 12),
    ENUM(0, 8),
    FWD(0, 0),
    TYPEDEF(0, 0),
    VOLATILE(0, 0),
    CONST(0, 0),
    RESTRICT(0, 0),
    FUNC(0, 0),
    FUNC_PROTO(0, 8),
    VAR(4, 0),
    DATASEC(0, 12),
    FLOAT(0, 0),
    DECL_TAG(4, 0),
    TYPE_TAG(0, 0),
    ENUM64(0, 12);

    private static final BtfKind[] BY_NUMBER = values();

    private final int fixedBytes;
    private final int bytesPerItem;

    BtfKind(int fixedBytes, int bytesPerItem) {
        this.fixedBytes = fixedBytes;
        this.bytesPerItem = bytesPerItem;
    }

    /** Returns the kind of a number, or null if it is none known here. */
    static BtfKind of(int number) {
        return number < BY_NUMBER.length ? BY_NUMBER[number] : null;
    }

    /** Returns how many bytes follow the common part of a type with so many items. */
    int trailingBytes(int items) {
        return fixedBytes + items * bytesPerItem;
    }

    /** Says whether the type only renames or qualifies another one. */
    boolean isAlias() {
        return this == TYPEDEF
                || this == VOLATILE
                || this == CONST
                || this == RESTRICT
                || this == TYPE_TAG;
    }

    boolean isComposite() {
        return this == STRUCT || this == UNION;
    }
}
