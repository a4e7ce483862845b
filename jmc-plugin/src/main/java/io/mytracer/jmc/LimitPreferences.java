package io.mytracer.jmc;

import io.mytracer.diagnosis.Limits;

import org.openjdk.jmc.common.unit.IQuantity;
import org.openjdk.jmc.common.unit.UnitLookup;
import org.openjdk.jmc.common.util.IPreferenceValueProvider;
import org.openjdk.jmc.common.util.TypedPreference;

/** The limits of the findings, as JMC's user may change them. */
final class LimitPreferences {
    static final TypedPreference<IQuantity> RETRANSMITS =
            new TypedPreference<>(
                    "mytracer.limit.retransmits",
                    "Retransmissions, warning limit",
                    "Share of the TCP packets sent that were sent again",
                    UnitLookup.PERCENTAGE,
                    UnitLookup.PERCENT_UNITY.quantity(Limits.USUAL.retransmitShare()));
    static final TypedPreference<IQuantity> STAGE =
            time(
                    "mytracer.limit.stage",
                    "Time in a stage of the kernel, limit",
                    "Time of a packet from one place in the kernel to the next, outside of queues",
                    Limits.USUAL.stageNanos());
    static final TypedPreference<IQuantity> SEND_QUEUE =
            time(
                    "mytracer.limit.sendQueue",
                    "Time in a send queue, warning limit",
                    "Time of a packet in the send queue of a network device",
                    Limits.USUAL.sendQueueNanos());
    static final TypedPreference<IQuantity> ROUND_TRIP =
            time(
                    "mytracer.limit.roundTrip",
                    "Round trip under load, warning limit",
                    "Round trip of a connection that is many times faster when less is sent",
                    Limits.USUAL.roundTripNanos());
    static final TypedPreference<IQuantity> UNREAD =
            time(
                    "mytracer.limit.unread",
                    "Age of unread data, warning limit",
                    "Age of the oldest data that Java has not read; the agent tells from 0.5 s on",
                    Limits.USUAL.unreadNanos());

    private LimitPreferences() {}

    private static TypedPreference<IQuantity> time(
            String id, String name, String description, long nanos) {
        return new TypedPreference<>(
                id,
                name,
                description,
                UnitLookup.TIMESPAN,
                UnitLookup.MILLISECOND.quantity(nanos / 1_000_000));
    }

    static Limits of(IPreferenceValueProvider values) {
        return new Limits(
                values.getPreferenceValue(RETRANSMITS).doubleValueIn(UnitLookup.PERCENT_UNITY),
                nanos(values, STAGE),
                nanos(values, SEND_QUEUE),
                nanos(values, ROUND_TRIP),
                nanos(values, UNREAD));
    }

    private static long nanos(
            IPreferenceValueProvider values, TypedPreference<IQuantity> preference) {
        return values.getPreferenceValue(preference).clampedLongValueIn(UnitLookup.NANOSECOND);
    }
}
