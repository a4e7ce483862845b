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

/** How many of the packets did the kernel drop, and for which reasons? */
public final class KernelDropRule extends AbstractRule {
    static final TypedPreference<IQuantity> INFO_SHARE =
            new TypedPreference<>(
                    "mytracer.drop.share.info",
                    "Dropped packets, info limit",
                    "Share of the traced packets dropped by the kernel that is worth telling",
                    UnitLookup.PERCENTAGE,
                    UnitLookup.PERCENT.quantity(0.1));
    static final TypedPreference<IQuantity> WARNING_SHARE =
            new TypedPreference<>(
                    "mytracer.drop.share.warning",
                    "Dropped packets, warning limit",
                    "Share of the traced packets dropped by the kernel that is worth a warning",
                    UnitLookup.PERCENTAGE,
                    UnitLookup.PERCENT.quantity(1));

    static final TypedResult<IQuantity> DROPPED =
            new TypedResult<>(
                    "mytracer.dropped",
                    "Dropped packets",
                    "Packets that the kernel dropped",
                    UnitLookup.NUMBER,
                    IQuantity.class);
    static final TypedResult<IQuantity> SHARE =
            new TypedResult<>(
                    "mytracer.dropShare",
                    "Share of dropped packets",
                    "Share of the traced packets that the kernel dropped",
                    UnitLookup.PERCENTAGE,
                    IQuantity.class);
    static final TypedResult<String> WORST_REASON =
            new TypedResult<>(
                    "mytracer.worstDropReason",
                    "Worst reason",
                    "The reason of most drops",
                    UnitLookup.PLAIN_TEXT,
                    String.class);
    static final TypedCollectionResult<String> REASONS =
            new TypedCollectionResult<>(
                    "mytracer.dropReasons",
                    "Drops by reason",
                    "The number of drops for each reason, worst first",
                    UnitLookup.PLAIN_TEXT,
                    String.class);

    /** Score of drops whose share is not known: in the middle of the range of infos. */
    private static final double SCORE_WITHOUT_SHARE = 50;

    private static final String NO_REASON = "NOT_SPECIFIED";

    /** To be called by the service loader. */
    public KernelDropRule() {
        super(
                "mytracer.KernelDropRule",
                "Packets Dropped by the Kernel",
                Topics.DROPS,
                List.of(INFO_SHARE, WARNING_SHARE),
                List.of(TypedResult.SCORE, DROPPED, SHARE, WORST_REASON, REASONS),
                Map.of());
    }

    @Override
    protected IResult getResult(
            IItemCollection items, IPreferenceValueProvider limits, IResultValueProvider others) {
        TracerStates states = TracerStates.of(items);
        String obstacle = Applicability.obstacle(items, EventNames.DROP, states);
        if (obstacle != null) {
            return RulesToolkit.getNotApplicableResult(this, limits, obstacle);
        }
        Tally reasons = reasons(items);
        if (reasons.total() == 0) {
            return ResultBuilder.createFor(this, limits)
                    .setSeverity(Severity.OK)
                    .setSummary("The kernel dropped none of the traced packets.")
                    .addResult(TypedResult.SCORE, UnitLookup.NUMBER_UNITY.quantity(0))
                    .build();
        }
        long dropped = TracedPackets.dropped(items);
        long traced = TracedPackets.count(items, states);
        return traced == 0
                ? result(limits, reasons, dropped, SCORE_WITHOUT_SHARE, null)
                : result(limits, reasons, dropped, Math.min(1.0, (double) dropped / traced));
    }

    private IResult result(
            IPreferenceValueProvider limits, Tally reasons, long dropped, double share) {
        double score =
                RulesToolkit.mapExp100(
                        share,
                        limits.getPreferenceValue(INFO_SHARE)
                                .doubleValueIn(UnitLookup.PERCENT_UNITY),
                        limits.getPreferenceValue(WARNING_SHARE)
                                .doubleValueIn(UnitLookup.PERCENT_UNITY));
        return result(limits, reasons, dropped, score, UnitLookup.PERCENT_UNITY.quantity(share));
    }

    private IResult result(
            IPreferenceValueProvider limits,
            Tally reasons,
            long dropped,
            double score,
            IQuantity share) {
        String of = share == null ? "" : ", {mytracer.dropShare} of those traced";
        DropReason worst = DropReason.of(reasons.worst());
        ResultBuilder result = ResultBuilder.createFor(this, limits);
        if (share != null) {
            result.addResult(SHARE, share);
        }
        return result.setSeverity(Severity.get(score))
                .setSummary(
                        "Packets dropped by the kernel: {mytracer.dropped}"
                                + of
                                + ", most of them for the reason {mytracer.worstDropReason}.")
                .setExplanation(
                        "{mytracer.worstDropReason}: "
                                + worst.meaning()
                                + " Where no reset answers it, TCP sends a dropped packet again"
                                + " after a wait, so Java sees a slow call or a timeout and no"
                                + " error; UDP loses it. Drops by reason: {mytracer.dropReasons}")
                .setSolution(
                        worst.remedy()
                                + " The page Drops has each packet with its addresses, its Java"
                                + " thread and its place in the kernel.")
                .addResult(TypedResult.SCORE, UnitLookup.NUMBER_UNITY.quantity(score))
                .addResult(DROPPED, UnitLookup.NUMBER_UNITY.quantity(dropped))
                .addResult(WORST_REASON, reasons.worst())
                .addResult(REASONS, reasons.lines())
                .build();
    }

    private static Tally reasons(IItemCollection items) {
        Tally tally = new Tally();
        for (IItemIterable events : items.apply(ItemFilters.type(EventNames.DROP))) {
            EventField field = EventField.of(events, "reason");
            for (IItem event : events) {
                String reason = field.text(event);
                tally.add(reason == null ? NO_REASON : reason, 1);
            }
        }
        return tally;
    }
}
