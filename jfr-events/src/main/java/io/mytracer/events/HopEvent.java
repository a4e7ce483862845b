package io.mytracer.events;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.SettingDefinition;

/**
 * The settings of {@link SkbHop}, which cannot have more than one itself: JFR numbers the settings
 * of the event class in the order of the class file where it writes the code
 * (jdk.jfr.internal.EventInstrumentation, JDK 25), in that of reflection where it makes the
 * settings (EventControl), and only those of superclasses in the same order.
 */
public abstract class HopEvent extends PacketEvent {

    /** For {@link SkbHop}. */
    HopEvent() {}

    /** Returns the kernel's name of the place. */
    abstract String place();

    /** Asked by JFR on commit. */
    @SettingDefinition
    @Name("hops")
    @Label("Hops")
    @Description(
            "Regular expression that the whole name of the function is to match, such as "
                    + "tcp_.*|ip_rcv; empty: all that the agent watches, by its option of this "
                    + "name")
    boolean hops(HopsSetting setting) {
        return setting.accepts(place());
    }

    /** The agent asks the setting itself. */
    @SettingDefinition
    @Name("stack")
    @Label("Kernel Stack")
    @Description(
            "Which hops have a kernel stack: none, drops, sampled (one packet in 64) or all; empty:"
                    + " as the agent's option of this name says")
    boolean stack(StackSetting setting) {
        return true;
    }
}
