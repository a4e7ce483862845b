package io.mytracer.weave;

import jdk.internal.access.JavaLangAccess;
import jdk.internal.access.SharedSecrets;

import java.util.Map;

/**
 * {@code JavaLangAccess.defineClass} (jdk.internal.access, JDK 25), in a class of its own, so that
 * a JDK without it fails here and nowhere else.
 */
final class BootDefinition {
    private BootDefinition() {}

    /**
     * Defines classes on the boot loader.
     *
     * @param classes by name, each behind those that it needs
     * @throws LinkageError if this JDK does not let this be done so
     */
    static void define(Map<String, byte[]> classes) {
        JavaLangAccess access = SharedSecrets.getJavaLangAccess();
        classes.forEach((name, bytes) -> access.defineClass(null, name, bytes, null, null));
    }
}
