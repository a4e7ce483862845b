package io.mytracer.weave;

import net.bytebuddy.ClassFileVersion;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.scaffold.TypeInitializer;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.implementation.auxiliary.AuxiliaryType;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Type;
import net.bytebuddy.pool.TypePool;
import net.bytebuddy.utility.OpenedClassReader;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes advice into class files, by Byte Buddy's Advice alone. Its builder of types makes the same
 * class files, but takes a cold JVM 200 ms of CPU and 20 MB more.
 *
 * <p>It works on bytes and loads none of the classes that it weaves. Not thread-safe.
 */
final class Weaver {
    private final ClassFileLocator own =
            ClassFileLocator.ForClassLoader.of(Weaver.class.getClassLoader());
    private final ClassFileLocator jdk = ClassFileLocator.ForClassLoader.ofBootLoader();
    private final TypePool ownTypes = TypePool.Default.of(own);
    private final Map<Class<?>, Advice> advice = new HashMap<>();

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
            woven = write(name, bytes, points, lacking);
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
                woven = write(name, woven, List.of(point), missing);
            } catch (RuntimeException | LinkageError e) {
                missing.add(new MissingJoinPoint(point.toString(), e.toString()));
            }
        }
        return woven;
    }

    private byte[] write(
            String name, byte[] bytes, List<JoinPoint> points, List<MissingJoinPoint> missing) {
        TypePool types =
                TypePool.Default.of(
                        new ClassFileLocator.Compound(
                                ClassFileLocator.Simple.of(name, bytes), jdk));
        TypeDescription type = types.describe(name).resolve();
        Map<JoinPoint, MethodDescription> found = find(type, points, missing);
        if (found.isEmpty()) {
            return bytes;
        }
        ClassReader reader = OpenedClassReader.of(bytes);
        ClassWriter writer = new ClassWriter(reader, 0);
        ClassFileVersion version = ClassFileVersion.ofClassFile(bytes);
        reader.accept(new AdviceVisitor(type, version, types, found, writer), 0);
        return writer.toByteArray();
    }

    private static Map<JoinPoint, MethodDescription> find(
            TypeDescription type, List<JoinPoint> points, List<MissingJoinPoint> missing) {
        Map<JoinPoint, MethodDescription> found = new EnumMap<>(JoinPoint.class);
        for (JoinPoint point : points) {
            List<MethodDescription> methods = methods(type, point);
            if (methods.size() == 1) {
                found.put(point, methods.getFirst());
            } else {
                String reason = methods.isEmpty() ? "not found" : "found " + methods.size();
                missing.add(new MissingJoinPoint(point.toString(), reason));
            }
        }
        return found;
    }

    private static List<MethodDescription> methods(TypeDescription type, JoinPoint point) {
        List<MethodDescription> found = new ArrayList<>();
        for (MethodDescription method : type.getDeclaredMethods()) {
            if (method.getInternalName().equals(point.method())
                    && !method.isAbstract()
                    && !method.isNative()
                    && parameters(method).equals(point.parameters())) {
                found.add(method);
            }
        }
        return found;
    }

    /** By the descriptor: to ask for the types would read their classes. */
    private static List<String> parameters(MethodDescription method) {
        return Arrays.stream(Type.getArgumentTypes(method.getDescriptor()))
                .map(Type::getClassName)
                .map(name -> name.substring(name.lastIndexOf('.') + 1))
                .toList();
    }

    private Advice advice(Class<?> type) {
        return advice.computeIfAbsent(
                type, each -> Advice.to(ownTypes.describe(each.getName()).resolve(), own));
    }

    /** Passes a class on, with advice in the methods that have been found. */
    private final class AdviceVisitor extends ClassVisitor {
        private final TypeDescription type;
        private final TypePool types;
        private final Map<JoinPoint, MethodDescription> found;
        private final Implementation.Context context;

        AdviceVisitor(
                TypeDescription type,
                ClassFileVersion version,
                TypePool types,
                Map<JoinPoint, MethodDescription> found,
                ClassVisitor to) {
            super(OpenedClassReader.ASM_API, to);
            this.type = type;
            this.types = types;
            this.found = found;
            context =
                    Implementation.Context.Disabled.Factory.INSTANCE.make(
                            type,
                            new AuxiliaryType.NamingStrategy.Enumerating("none"),
                            TypeInitializer.None.INSTANCE,
                            version,
                            version,
                            Implementation.Context.FrameGeneration.GENERATE);
        }

        @Override
        public MethodVisitor visitMethod(
                int modifiers,
                String name,
                String descriptor,
                String signature,
                String[] exceptions) {
            MethodVisitor to =
                    super.visitMethod(modifiers, name, descriptor, signature, exceptions);
            for (Map.Entry<JoinPoint, MethodDescription> entry : found.entrySet()) {
                MethodDescription method = entry.getValue();
                if (method.getInternalName().equals(name)
                        && method.getDescriptor().equals(descriptor)) {
                    return advice(entry.getKey().advice())
                            .wrap(type, method, to, context, types, 0, 0);
                }
            }
            return to;
        }
    }
}
