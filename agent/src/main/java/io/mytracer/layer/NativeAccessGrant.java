package io.mytracer.layer;

import jdk.internal.access.SharedSecrets;
import jdk.internal.module.ModuleBootstrap;

/**
 * Runs inside the agent's module once that may use the JDK's own packages.
 *
 * <p>Module.ensureNativeAccess (java.lang, JDK 24 to 25) asks {@code
 * ModuleBootstrap.illegalNativeAccess()} before it warns or throws.
 */
public final class NativeAccessGrant {
    private NativeAccessGrant() {}

    /**
     * Gives this class's module native access.
     *
     * @return false, and nothing given, if the operator has denied it
     */
    public static boolean grant() {
        if (ModuleBootstrap.illegalNativeAccess() == ModuleBootstrap.IllegalNativeAccess.DENY) {
            return false;
        }
        SharedSecrets.getJavaLangAccess()
                .addEnableNativeAccess(NativeAccessGrant.class.getModule());
        return true;
    }
}
