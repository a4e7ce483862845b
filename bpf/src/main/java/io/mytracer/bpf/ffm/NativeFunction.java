package io.mytracer.bpf.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * A C function that takes up to six integers and pointers and returns one, or nothing.
 *
 * <p>All of them are called as one type of function, with six addresses, since the JDK's linker
 * generates classes for each type: 20 types take a cold JVM 250 ms of CPU more than one. The
 * calling conventions allow it. Integers and pointers go through the same registers, the first six
 * of both System V x86-64 (psABI 3.2.3) and AAPCS64 (6.8.2); a function looks at those that it
 * declares, at no more bits than its types have, and leaves the upper bits of a narrower result
 * open.
 *
 * <p>Segments are kept alive during the call. None is bound with {@link Linker.Option#critical}:
 * several functions block, and a critical call holds up every safepoint. Thread-safe.
 */
public final class NativeFunction {
    /** An argument that the function does not have, or 0. */
    private static final MemorySegment NONE = MemorySegment.NULL;

    private static final FunctionDescriptor TYPE =
            FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);

    private final MemorySegment address;

    /** Calls that leave errno alone are cheaper, and need nothing of their thread. */
    private static final class Plain {
        static final MethodHandle CALL = handle();
    }

    private static final class Capturing {
        static final MethodHandle CALL = handle(CallState.option());
    }

    private NativeFunction(MemorySegment address) {
        this.address = address;
    }

    /**
     * Looks for a function.
     *
     * @throws java.util.NoSuchElementException if the library does not have it
     */
    static NativeFunction of(SymbolLookup library, String symbol) {
        return new NativeFunction(library.findOrThrow(symbol));
    }

    /**
     * Looks for a function of the C library.
     *
     * @throws java.util.NoSuchElementException if it does not have it
     */
    public static NativeFunction ofLibc(String symbol) {
        return of(Linker.nativeLinker().defaultLookup(), symbol);
    }

    /** Returns an integer as an argument; one of less than 64 bits with its sign. */
    public static MemorySegment integer(long value) {
        return MemorySegment.ofAddress(value);
    }

    /** Calls it without arguments. */
    public long call() {
        return call(NONE, NONE, NONE, NONE, NONE);
    }

    /** Calls it with three arguments. */
    public long call(MemorySegment first, MemorySegment second, MemorySegment third) {
        return call(first, second, third, NONE, NONE);
    }

    /**
     * Calls it with five arguments.
     *
     * @return what it returns, of which the upper half means nothing where that is an int
     */
    public long call(
            MemorySegment first,
            MemorySegment second,
            MemorySegment third,
            MemorySegment fourth,
            MemorySegment fifth) {
        try {
            return (long)
                    Plain.CALL.invokeExact(address, first, second, third, fourth, fifth, NONE);
        } catch (Throwable t) {
            throw CallState.unexpected(t);
        }
    }

    /** Calls it without arguments, and leaves {@link CallState#errno()}. */
    long capturing() {
        return capturing(NONE, NONE, NONE);
    }

    /** Calls it with one argument, and leaves {@link CallState#errno()}. */
    long capturing(MemorySegment first) {
        return capturing(first, NONE, NONE);
    }

    /** Calls it with two arguments, and leaves {@link CallState#errno()}. */
    long capturing(MemorySegment first, MemorySegment second) {
        return capturing(first, second, NONE);
    }

    /** Calls it with three arguments, and leaves {@link CallState#errno()}. */
    long capturing(MemorySegment first, MemorySegment second, MemorySegment third) {
        return capturing(first, second, third, NONE, NONE, NONE);
    }

    /** Calls it with four arguments, and leaves {@link CallState#errno()}. */
    long capturing(
            MemorySegment first, MemorySegment second, MemorySegment third, MemorySegment fourth) {
        return capturing(first, second, third, fourth, NONE, NONE);
    }

    /** Calls it with six arguments, and leaves {@link CallState#errno()}. */
    long capturing(
            MemorySegment first,
            MemorySegment second,
            MemorySegment third,
            MemorySegment fourth,
            MemorySegment fifth,
            MemorySegment sixth) {
        try {
            return (long)
                    Capturing.CALL.invokeExact(
                            address,
                            CallState.segment(),
                            first,
                            second,
                            third,
                            fourth,
                            fifth,
                            sixth);
        } catch (Throwable t) {
            throw CallState.unexpected(t);
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle handle(Linker.Option... options) {
        return Linker.nativeLinker().downcallHandle(TYPE, options);
    }
}
