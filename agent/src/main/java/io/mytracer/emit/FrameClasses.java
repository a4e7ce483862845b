package io.mytracer.emit;

import io.mytracer.emit.KernelStack.Frame;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Makes classes whose methods are named like the functions of a kernel stack and call each other as
 * these did: {@code kernel.vmlinux.tcp_v4_rcv()}, {@code kernel.nf_tables.nft_do_chain()}. They are
 * in a loader of their own, and go with it.
 */
final class FrameClasses {
    private static final String PACKAGE = "kernel.";
    private static final String KERNEL = PACKAGE + "vmlinux";
    private static final String NEXT = "next";
    private static final String ARGUMENT = "argument";

    private static final ClassDesc ENTRY = ClassDesc.of(KERNEL);
    private static final ClassDesc CONSUMER = ClassDesc.of(Consumer.class.getName());
    private static final MethodTypeDesc NOTHING = MethodTypeDesc.of(ConstantDescs.CD_void);
    private static final MethodTypeDesc CONSTRUCTOR =
            MethodTypeDesc.of(ConstantDescs.CD_void, CONSUMER);
    private static final MethodTypeDesc ACCEPT =
            MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Object);

    private FrameClasses() {}

    /**
     * Returns a consumer that hands over to another one through methods named like the frames. One
     * thread at a time may use it.
     *
     * @param frames innermost first
     * @throws ReflectiveOperationException if the JVM does not let classes be made
     * @throws LinkageError likewise
     */
    static <T> Consumer<T> around(List<Frame> frames, Consumer<T> next)
            throws ReflectiveOperationException {
        Consumer<T> inner = next;
        for (List<Frame> part : withoutRepetition(frames)) {
            inner = define(part, inner);
        }
        return inner;
    }

    /** A class can have a method only once, and a packet can pass a function twice. */
    private static List<List<Frame>> withoutRepetition(List<Frame> frames) {
        List<List<Frame>> parts = new ArrayList<>();
        Set<Frame> seen = new HashSet<>();
        for (Frame frame : frames) {
            if (parts.isEmpty() || !seen.add(frame)) {
                seen.clear();
                seen.add(frame);
                parts.add(new ArrayList<>());
            }
            parts.getLast().add(frame);
        }
        return parts;
    }

    @SuppressWarnings("unchecked") // the class takes what it hands over
    private static <T> Consumer<T> define(List<Frame> frames, Consumer<T> next)
            throws ReflectiveOperationException {
        Map<ClassDesc, List<Integer>> classes = new LinkedHashMap<>();
        classes.put(ENTRY, new ArrayList<>());
        for (int i = 0; i < frames.size(); i++) {
            classes.computeIfAbsent(owner(frames.get(i)), owner -> new ArrayList<>()).add(i);
        }
        Loader loader = new Loader();
        for (Map.Entry<ClassDesc, List<Integer>> entry : classes.entrySet()) {
            loader.define(bytes(entry.getKey(), frames, entry.getValue()));
        }
        return (Consumer<T>)
                loader.loadClass(KERNEL).getConstructor(Consumer.class).newInstance(next);
    }

    private static byte[] bytes(ClassDesc owner, List<Frame> frames, List<Integer> own) {
        return ClassFile.of()
                .build(
                        owner,
                        type -> {
                            type.withFlags(
                                    ClassFile.ACC_PUBLIC
                                            | ClassFile.ACC_FINAL
                                            | ClassFile.ACC_SUPER);
                            if (owner.equals(ENTRY)) {
                                addEntry(type, frames.getLast());
                            }
                            own.forEach(index -> addFrame(type, frames, index));
                        });
    }

    /** The constructor takes the next consumer, accept() goes through all frames to it. */
    private static void addEntry(ClassBuilder type, Frame outermost) {
        type.withInterfaceSymbols(CONSUMER)
                .withField(NEXT, CONSUMER, ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC)
                .withField(
                        ARGUMENT,
                        ConstantDescs.CD_Object,
                        ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC)
                .withMethodBody(
                        ConstantDescs.INIT_NAME,
                        CONSTRUCTOR,
                        ClassFile.ACC_PUBLIC,
                        code ->
                                code.aload(0)
                                        .invokespecial(
                                                ConstantDescs.CD_Object,
                                                ConstantDescs.INIT_NAME,
                                                NOTHING)
                                        .aload(1)
                                        .putstatic(ENTRY, NEXT, CONSUMER)
                                        .return_())
                .withMethodBody(
                        "accept",
                        ACCEPT,
                        ClassFile.ACC_PUBLIC,
                        code ->
                                code.aload(1)
                                        .putstatic(ENTRY, ARGUMENT, ConstantDescs.CD_Object)
                                        .invokestatic(owner(outermost), method(outermost), NOTHING)
                                        .return_());
    }

    private static void addFrame(ClassBuilder type, List<Frame> frames, int index) {
        type.withMethodBody(
                method(frames.get(index)),
                NOTHING,
                ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                code -> {
                    if (index == 0) {
                        code.getstatic(ENTRY, NEXT, CONSUMER)
                                .getstatic(ENTRY, ARGUMENT, ConstantDescs.CD_Object)
                                .invokeinterface(CONSUMER, "accept", ACCEPT);
                    } else {
                        Frame called = frames.get(index - 1);
                        code.invokestatic(owner(called), method(called), NOTHING);
                    }
                    code.return_();
                });
    }

    private static ClassDesc owner(Frame frame) {
        return frame.module().isEmpty() ? ENTRY : ClassDesc.of(PACKAGE + name(frame.module()));
    }

    private static String method(Frame frame) {
        return name(frame.symbol());
    }

    /** What a name must not hold (JVMS 4.2.2), and what the JVM would take for something else. */
    private static String name(String text) {
        String name = text.replaceAll("[.;\\[/<>]", "\\$");
        return name.equals("accept") ? "accept$" : name;
    }

    private static final class Loader extends ClassLoader {
        Loader() {
            super("kernel", FrameClasses.class.getClassLoader());
        }

        void define(byte[] bytes) {
            defineClass(null, bytes, 0, bytes.length);
        }
    }
}
