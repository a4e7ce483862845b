package io.mytracer.layer;

/** The operator has denied native access; the message is one line for the user. */
public final class NativeAccessException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Names the flag that denies and the flag that would allow. */
    public NativeAccessException() {
        super(
                "native access is denied (--illegal-native-access=deny), so the kernel cannot be"
                        + " traced; --enable-native-access=ALL-UNNAMED allows it");
    }
}
