package io.mytracer.weave;

import static net.bytebuddy.matcher.ElementMatchers.is;
import static net.bytebuddy.matcher.ElementMatchers.isAbstract;
import static net.bytebuddy.matcher.ElementMatchers.isNative;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.not;

import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.method.MethodList;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.scaffold.InstrumentedType;
import net.bytebuddy.dynamic.scaffold.MethodGraph;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.pool.TypePool;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes advice into class files, by Byte Buddy. It works on bytes alone and loads none of the
 * classes that it weaves. Not thread-safe.
 */
final class Weaver {
    private final ByteBuddy byteBuddy =
            new ByteBuddy()
                    .with(TypeValidation.DISABLED)
                    .with(MethodGraph.Compiler.ForDeclaredMethods.INSTANCE)
                    .with(InstrumentedType.Factory.Default.FROZEN)
                    .with(Implementation.Context.Disabled.Factory.INSTANCE);
    private final ClassFileLocator own =
            ClassFileLocator.ForClassLoader.of(Weaver.class.getClassLoader());
    private final ClassFileLocator jdk = ClassFileLocator.ForClassLoader.ofBootLoader();

    /**
     * Weaves a class.
     *
     * @param name of the class
     * @param bytes its class file
     * @param points what to look for in it
     * @param missing is added what it lacks
     * @return its class file with advice
     */
    byte[] weave(
            String name, byte[] bytes, List<JoinPoint> points, List<MissingJoinPoint> missing) {
        List<MissingJoinPoint> lacking = new ArrayList<>();
        byte[] woven;
        try {
            woven = write(name, bytes, find(name, bytes, points, lacking));
        } catch (RuntimeException | LinkageError e) {
            lacking.clear();
            woven = oneByOne(name, bytes, points, lacking);
        }
        missing.addAll(lacking);
        return woven;
    }

    /** One that cannot be woven must not take the others with it. */
    private byte[] oneByOne(
            String name, byte[] bytes, List<JoinPoint> points, List<MissingJoinPoint> missing) {
        byte[] woven = bytes;
        for (JoinPoint point : points) {
            try {
                woven = write(name, woven, find(name, woven, List.of(point), missing));
            } catch (RuntimeException | LinkageError e) {
                missing.add(new MissingJoinPoint(point.toString(), e.toString()));
            }
        }
        return woven;
    }

    private Map<JoinPoint, MethodDescription> find(
            String name, byte[] bytes, List<JoinPoint> points, List<MissingJoinPoint> missing) {
        TypeDescription type = describe(name, locator(name, bytes));
        Map<JoinPoint, MethodDescription> found = new LinkedHashMap<>();
        for (JoinPoint point : points) {
            List<MethodDescription.InDefinedShape> methods = methods(type, point);
            if (methods.size() == 1) {
                found.put(point, methods.getFirst());
            } else {
                String reason = methods.isEmpty() ? "not found" : "found " + methods.size();
                missing.add(new MissingJoinPoint(point.toString(), reason));
            }
        }
        return found;
    }

    private static List<MethodDescription.InDefinedShape> methods(
            TypeDescription type, JoinPoint point) {
        MethodList<MethodDescription.InDefinedShape> candidates =
                type.getDeclaredMethods()
                        .filter(named(point.method()).and(not(isAbstract().or(isNative()))));
        return candidates.stream()
                .filter(method -> parameters(method).equals(point.parameters()))
                .toList();
    }

    private static List<String> parameters(MethodDescription method) {
        return method.getParameters().asTypeList().asErasures().stream()
                .map(TypeDescription::getSimpleName)
                .toList();
    }

    private byte[] write(String name, byte[] bytes, Map<JoinPoint, MethodDescription> found) {
        if (found.isEmpty()) {
            return bytes;
        }
        ClassFileLocator locator = locator(name, bytes);
        DynamicType.Builder<?> builder = byteBuddy.redefine(describe(name, locator), locator);
        for (Map.Entry<JoinPoint, MethodDescription> entry : found.entrySet()) {
            Advice advice = Advice.to(entry.getKey().advice(), own);
            builder = builder.visit(advice.on(is(entry.getValue())));
        }
        return builder.make().getBytes();
    }

    private ClassFileLocator locator(String name, byte[] bytes) {
        return new ClassFileLocator.Compound(ClassFileLocator.Simple.of(name, bytes), jdk);
    }

    private static TypeDescription describe(String name, ClassFileLocator locator) {
        return TypePool.Default.of(locator).describe(name).resolve();
    }
}
