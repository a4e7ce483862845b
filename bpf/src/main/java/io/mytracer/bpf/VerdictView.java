package io.mytracer.bpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;

/**
 * A view of what a verdict has besides {@code struct record}: {@code struct verdict_record} of
 * record.h. Names of tables and chains are made once and kept.
 *
 * <p>Not thread-safe. Belongs to a {@link HopRecord}, and is valid as long as that is.
 */
public final class VerdictView {
    /** What {@link #rule} is, by {@code enum rule_kind}. */
    public static final int UNKNOWN = 0;

    public static final int POLICY = 1;
    public static final int NUMBER = 2;
    public static final int HANDLE = 3;

    /** Bytes of {@code struct verdict_record}. */
    public static final int SIZE = HopRecord.SIZE + 184;

    /** Bytes of {@code struct refusal_record}, a verdict with a kernel stack. */
    public static final int REFUSAL_SIZE = SIZE + HopRecord.STACK_SIZE;

    private static final int INFERRED = 1 << 7;
    private static final int TABLE_SIZE = 32;
    private static final int CHAIN_SIZE = 64;

    private final TextCache texts = new TextCache();
    private MemorySegment segment;
    private long base;

    VerdictView() {}

    VerdictView at(MemorySegment segment, long record) {
        this.segment = segment;
        this.base = record + HopRecord.SIZE;
        return this;
    }

    /** Returns when the evaluation ended, in ns as {@link HopRecord#time}. */
    public long ended() {
        return segment.get(JAVA_LONG, base);
    }

    /** Returns the number of the rule in its chain, or its handle; else 0. */
    public long rule() {
        return segment.get(JAVA_LONG, base + 8);
    }

    /** Returns what the kernel's function returned: NF_ACCEPT and so on, with more bits above. */
    public int verdict() {
        return segment.get(JAVA_INT, base + 16);
    }

    /** Returns the table's family as in {@code NFPROTO_INET}, 0 where it is not known. */
    public int family() {
        return segment.get(JAVA_BYTE, base + 20);
    }

    /** Returns the hook's family, by which {@link #hook} is to be read; 0 where not known. */
    public int hookFamily() {
        return segment.get(JAVA_BYTE, base + 21);
    }

    /** Returns the number of the hook, as in {@code NF_INET_LOCAL_OUT}. */
    public int hook() {
        return segment.get(JAVA_BYTE, base + 22);
    }

    /** Returns one of {@link #UNKNOWN} to {@link #HANDLE}. */
    public int ruleKind() {
        return segment.get(JAVA_BYTE, base + 23) & ~INFERRED & 0xff;
    }

    /** Whether the rule is not certain. */
    public boolean inferred() {
        return (segment.get(JAVA_BYTE, base + 23) & INFERRED) != 0;
    }

    /** Returns the table's name, empty where it is not known. */
    public String table() {
        return texts.at(segment, base + 24, TABLE_SIZE);
    }

    /**
     * Returns the name of the chain at the hook; empty where not known, or named after the hook.
     */
    public String baseChain() {
        return texts.at(segment, base + 24 + TABLE_SIZE, CHAIN_SIZE);
    }

    /** Returns the name of the chain in which the verdict fell, empty where it is not known. */
    public String chain() {
        return texts.at(segment, base + 24 + TABLE_SIZE + CHAIN_SIZE, CHAIN_SIZE);
    }
}
