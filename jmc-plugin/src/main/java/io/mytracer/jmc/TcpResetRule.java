package io.mytracer.jmc;

import org.openjdk.jmc.common.item.IItem;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.item.IItemIterable;
import org.openjdk.jmc.common.item.ItemFilters;
import org.openjdk.jmc.common.unit.IQuantity;
import org.openjdk.jmc.common.unit.UnitLookup;
import org.openjdk.jmc.common.util.IPreferenceValueProvider;
import org.openjdk.jmc.common.util.TypedPreference;
import org.openjdk.jmc.flightrecorder.rules.AbstractRule;
import org.openjdk.jmc.flightrecorder.rules.IResult;
import org.openjdk.jmc.flightrecorder.rules.IResultValueProvider;
import org.openjdk.jmc.flightrecorder.rules.ResultBuilder;
import org.openjdk.jmc.flightrecorder.rules.Severity;
import org.openjdk.jmc.flightrecorder.rules.TypedCollectionResult;
import org.openjdk.jmc.flightrecorder.rules.TypedResult;
import org.openjdk.jmc.flightrecorder.rules.util.RulesToolkit;

import java.util.List;
import java.util.Map;

/** How many TCP connections were reset, and what caused it? */
public final class TcpResetRule extends AbstractRule {
    static final TypedPreference<IQuantity> INFO_COUNT =
            new TypedPreference<>(
                    "mytracer.reset.count.info",
                    "TCP resets, info limit",
                    "Number of TCP resets in a recording that is worth telling",
                    UnitLookup.NUMBER,
                    UnitLookup.NUMBER_UNITY.quantity(1));
    static final TypedPreference<IQuantity> WARNING_COUNT =
            new TypedPreference<>(
                    "mytracer.reset.count.warning",
                    "TCP resets, warning limit",
                    "Number of TCP resets in a recording that is worth a warning",
                    UnitLookup.NUMBER,
                    UnitLookup.NUMBER_UNITY.quantity(10));

    static final TypedResult<IQuantity> SENT =
            new TypedResult<>(
                    "mytracer.resetsSent",
                    "Resets sent",
                    "TCP resets that this host sent",
                    UnitLookup.NUMBER,
                    IQuantity.class);
    static final TypedResult<IQuantity> RECEIVED =
            new TypedResult<>(
                    "mytracer.resetsReceived",
                    "Resets received",
                    "TCP resets that this host received",
                    UnitLookup.NUMBER,
                    IQuantity.class);
    static final TypedResult<String> WORST_CAUSE =
            new TypedResult<>(
                    "mytracer.worstResetCause",
                    "Worst cause",
                    "The cause of most resets",
                    UnitLookup.PLAIN_TEXT,
                    String.class);
    static final TypedCollectionResult<String> CAUSES =
            new TypedCollectionResult<>(
                    "mytracer.resetCauses",
                    "Resets by cause",
                    "The number of resets for each cause, worst first",
                    UnitLookup.PLAIN_TEXT,
                    String.class);

    /** To be called by the service loader. */
    public TcpResetRule() {
        super(
                "mytracer.TcpResetRule",
                "TCP Connections Reset",
                Topics.RESETS,
                List.of(INFO_COUNT, WARNING_COUNT),
                List.of(TypedResult.SCORE, SENT, RECEIVED, WORST_CAUSE, CAUSES),
                Map.of());
    }

    @Override
    protected IResult getResult(
            IItemCollection items, IPreferenceValueProvider limits, IResultValueProvider others) {
        String obstacle = Applicability.obstacle(items, EventNames.RESET, TracerStates.of(items));
        if (obstacle != null) {
            return RulesToolkit.getNotApplicableResult(this, limits, obstacle);
        }
        Tally sent = causes(items, true);
        Tally received = causes(items, false);
        Tally all = new Tally();
        all.addAll("sent", sent);
        all.addAll("received", received);
        if (all.total() == 0) {
            return ResultBuilder.createFor(this, limits)
                    .setSeverity(Severity.OK)
                    .setSummary("No TCP connection was reset.")
                    .addResult(TypedResult.SCORE, UnitLookup.NUMBER_UNITY.quantity(0))
                    .build();
        }
        double score =
                RulesToolkit.mapExp100(
                        (double) all.total(),
                        limits.getPreferenceValue(INFO_COUNT).doubleValue(),
                        limits.getPreferenceValue(WARNING_COUNT).doubleValue());
        return ResultBuilder.createFor(this, limits)
                .setSeverity(Severity.get(score))
                .setSummary(
                        "TCP resets sent: {mytracer.resetsSent}, received:"
                                + " {mytracer.resetsReceived}; the most common cause:"
                                + " {mytracer.worstResetCause}")
                .setExplanation(
                        "A reset ends a connection at once, and data on the way is lost. Java"
                                + " throws \"Connection reset\" or \"Broken pipe\" at the side that"
                                + " receives it, and \"Connection refused\" where it answers a"
                                + " connect. Resets by cause: {mytracer.resetCauses}")
                .setSolution(solution(sent.total() > 0, received.total() > 0))
                .addResult(TypedResult.SCORE, UnitLookup.NUMBER_UNITY.quantity(score))
                .addResult(SENT, UnitLookup.NUMBER_UNITY.quantity(sent.total()))
                .addResult(RECEIVED, UnitLookup.NUMBER_UNITY.quantity(received.total()))
                .addResult(WORST_CAUSE, all.worst())
                .addResult(CAUSES, all.lines())
                .build();
    }

    private static String solution(boolean sent, boolean received) {
        StringBuilder text = new StringBuilder();
        if (sent) {
            text.append(
                    "For resets that this host sent, look at how this JVM closes connections: read"
                            + " the whole response before close(), and do not set SO_LINGER to"
                            + " 0. ");
        }
        if (received) {
            text.append(
                    "For resets that it received, look at the peer: whether it runs, whether it was"
                            + " restarted, and whether a server, proxy or load balancer closes idle"
                            + " connections sooner than the connection pool of this JVM does. ");
        }
        return text.append("The page Resets has each one with its addresses and its Java thread.")
                .toString();
    }

    private static Tally causes(IItemCollection items, boolean wantSent) {
        Tally tally = new Tally();
        for (IItemIterable events : items.apply(ItemFilters.type(EventNames.RESET))) {
            EventField sent = EventField.of(events, "sent");
            EventField cause = EventField.of(events, "cause");
            for (IItem event : events) {
                if (sent.flag(event) == wantSent) {
                    String text = cause.text(event);
                    tally.add(text == null ? "The kernel tells no cause." : text, 1);
                }
            }
        }
        return tally;
    }
}
