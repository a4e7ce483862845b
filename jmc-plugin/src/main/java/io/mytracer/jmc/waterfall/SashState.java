package io.mytracer.jmc.waterfall;

import org.eclipse.swt.custom.SashForm;
import org.openjdk.jmc.common.IState;
import org.openjdk.jmc.common.IWritableState;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How the room is divided, kept from one time to the next as JMC's own pages write it. */
final class SashState {
    private static final String WEIGHTS = "weights";

    private SashState() {}

    static void write(IWritableState state, String name, SashForm sash) {
        state.createChild(name)
                .putString(
                        WEIGHTS,
                        Arrays.stream(sash.getWeights())
                                .mapToObj(Integer::toString)
                                .collect(Collectors.joining(",")));
    }

    /** Leaves the sash alone where nothing, or nothing of use, was kept. */
    static void read(IState state, String name, SashForm sash) {
        IState kept = state == null ? null : state.getChild(name);
        String weights = kept == null ? null : kept.getAttribute(WEIGHTS);
        if (weights != null && weights.matches("\\d{1,6}(,\\d{1,6})*")) {
            int[] parts = Arrays.stream(weights.split(",")).mapToInt(Integer::parseInt).toArray();
            if (parts.length == sash.getWeights().length && Arrays.stream(parts).sum() > 0) {
                sash.setWeights(parts);
            }
        }
    }
}
