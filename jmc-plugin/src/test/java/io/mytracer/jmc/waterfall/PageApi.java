package io.mytracer.jmc.waterfall;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * JMC's types that pages are made with, as lines to be compared: of each type its kind and
 * interfaces, of each member that others may use its modifiers and descriptor. Class files are read
 * and not loaded, since what they refer to is not there.
 */
final class PageApi {
    /** The types that there are stand-ins for. */
    static final List<String> TYPES =
            List.of(
                    "org/openjdk/jmc/flightrecorder/ui/IDataPageFactory",
                    "org/openjdk/jmc/flightrecorder/ui/IDisplayablePage",
                    "org/openjdk/jmc/flightrecorder/ui/IPageContainer",
                    "org/openjdk/jmc/flightrecorder/ui/IPageDefinition",
                    "org/openjdk/jmc/flightrecorder/ui/IPageUI",
                    "org/openjdk/jmc/flightrecorder/ui/StreamModel",
                    "org/openjdk/jmc/flightrecorder/ui/common/FlavorSelector",
                    "org/openjdk/jmc/flightrecorder/ui/common/FlavorSelector$FlavorSelectorState");

    private static final Set<AccessFlag> TOLD =
            Set.of(AccessFlag.STATIC, AccessFlag.ABSTRACT, AccessFlag.FINAL);

    private PageApi() {}

    /** Reads class files of {@link #TYPES}. */
    interface Source {
        InputStream open(String path) throws IOException;
    }

    static List<String> of(Source source) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String type : TYPES) {
            try (InputStream in = source.open(type + ".class")) {
                if (in == null) {
                    throw new IOException("no " + type);
                }
                describe(ClassFile.of().parse(in.readAllBytes()), lines);
            }
        }
        return lines;
    }

    private static void describe(ClassModel type, List<String> lines) {
        String name = type.thisClass().asInternalName();
        boolean isInterface = type.flags().has(AccessFlag.INTERFACE);
        lines.add((isInterface ? "interface " : "class ") + name);
        for (ClassEntry parent : type.interfaces()) {
            lines.add(name + " extends " + parent.asInternalName());
        }
        type.methods().stream()
                .filter(method -> isForOthers(method, isInterface))
                .map(method -> name + " " + describe(method))
                .sorted()
                .forEach(lines::add);
    }

    private static boolean isForOthers(MethodModel method, boolean isInterface) {
        Set<AccessFlag> flags = method.flags().flags();
        return !flags.contains(AccessFlag.SYNTHETIC)
                && !method.methodName().equalsString("<clinit>")
                && (isInterface
                        ? !flags.contains(AccessFlag.PRIVATE)
                        : flags.contains(AccessFlag.PUBLIC)
                                || flags.contains(AccessFlag.PROTECTED));
    }

    private static String describe(MethodModel method) {
        String flags =
                method.flags().flags().stream()
                        .filter(TOLD::contains)
                        .map(flag -> flag.name().toLowerCase(Locale.ROOT) + " ")
                        .sorted()
                        .collect(Collectors.joining());
        return flags + method.methodName().stringValue() + method.methodType().stringValue();
    }
}
