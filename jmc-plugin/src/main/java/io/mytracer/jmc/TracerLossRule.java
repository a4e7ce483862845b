package io.mytracer.jmc;

import org.openjdk.jmc.common.item.Aggregators;
import org.openjdk.jmc.common.item.IItemCollection;
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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What did the tracer not see, so what must not be concluded from this recording? */
public final class TracerLossRule extends AbstractRule {
    static final TypedPreference<IQuantity> INFO_SHARE =
            new TypedPreference<>(
                    "mytracer.loss.share.info",
                    "Lost records, info limit",
                    "Share of the tracer's records lost that is worth telling",
                    UnitLookup.PERCENTAGE,
                    UnitLookup.PERCENT.quantity(0.01));
    static final TypedPreference<IQuantity> WARNING_SHARE =
            new TypedPreference<>(
                    "mytracer.loss.share.warning",
                    "Lost records, warning limit",
                    "Share of the tracer's records lost that is worth a warning",
                    UnitLookup.PERCENTAGE,
                    UnitLookup.PERCENT.quantity(1));

    static final TypedResult<IQuantity> LOST =
            new TypedResult<>(
                    "mytracer.lost",
                    "Lost records",
                    "What happened to packets and is not in the recording",
                    UnitLookup.NUMBER,
                    IQuantity.class);
    static final TypedResult<IQuantity> SHARE =
            new TypedResult<>(
                    "mytracer.lostShare",
                    "Share of lost records",
                    "Share of what happened to packets that is not in the recording",
                    UnitLookup.PERCENTAGE,
                    IQuantity.class);
    static final TypedResult<String> PROBLEM =
            new TypedResult<>(
                    "mytracer.problem",
                    "Problem",
                    "What kept the tracer from working, in its own words",
                    UnitLookup.PLAIN_TEXT,
                    String.class);
    static final TypedCollectionResult<String> GAPS =
            new TypedCollectionResult<>(
                    "mytracer.gaps",
                    "Gaps",
                    "What is missing, and what not to trust because of it",
                    UnitLookup.PLAIN_TEXT,
                    String.class);

    /** To be called by the service loader. */
    public TracerLossRule() {
        super(
                "mytracer.TracerLossRule",
                "Packets Not Seen by the Tracer",
                Topics.TRACER,
                List.of(INFO_SHARE, WARNING_SHARE),
                List.of(TypedResult.SCORE, LOST, SHARE, PROBLEM, GAPS),
                Map.of());
    }

    @Override
    protected IResult getResult(
            IItemCollection items, IPreferenceValueProvider limits, IResultValueProvider others) {
        TracerStates states = TracerStates.of(items);
        Losses losses = Losses.of(items);
        if (!states.reported() && losses.none()) {
            return RulesToolkit.getNotApplicableResult(
                    this, limits, "The recording has nothing of mytracer about itself.");
        }
        if (states.cannotTrace() != null) {
            return cannotTrace(limits, states);
        }
        List<String> gaps = gaps(states, losses);
        if (!gaps.isEmpty()) {
            return incomplete(limits, gaps, losses.hidden(), share(items, states, losses));
        }
        String obstacle = Applicability.obstacle(items, EventNames.LOSS, states);
        if (obstacle != null) {
            return RulesToolkit.getNotApplicableResult(this, limits, obstacle);
        }
        return ResultBuilder.createFor(this, limits)
                .setSeverity(Severity.OK)
                .setSummary("The tracer lost nothing.")
                .addResult(TypedResult.SCORE, UnitLookup.NUMBER_UNITY.quantity(0))
                .build();
    }

    private IResult cannotTrace(IPreferenceValueProvider limits, TracerStates states) {
        String summary =
                states.traced()
                        ? "For a part of the recording the tracer could not trace."
                        : "The tracer could not trace.";
        return ResultBuilder.createFor(this, limits)
                .setSeverity(Severity.WARNING)
                .setSummary(summary)
                .setExplanation(
                        "It says: {mytracer.problem}. No drop, reset or hop was recorded"
                                + " meanwhile, so that there is none does not mean that none"
                                + " happened.")
                .setSolution(
                        "java -jar mytracer-agent.jar check tells, on the machine of the JVM and as"
                                + " its user, what is missing and what to do.")
                .addResult(TypedResult.SCORE, UnitLookup.NUMBER_UNITY.quantity(100))
                .addResult(PROBLEM, states.cannotTrace())
                .build();
    }

    private IResult incomplete(
            IPreferenceValueProvider limits, List<String> gaps, long lost, double share) {
        double mapped =
                RulesToolkit.mapExp100(
                        share,
                        limits.getPreferenceValue(INFO_SHARE)
                                .doubleValueIn(UnitLookup.PERCENT_UNITY),
                        limits.getPreferenceValue(WARNING_SHARE)
                                .doubleValueIn(UnitLookup.PERCENT_UNITY));
        // A gap of any size is worth telling: it may hide the one packet that is looked for.
        double score = Math.max(mapped, Severity.INFO.getLimit());
        return ResultBuilder.createFor(this, limits)
                .setSeverity(Severity.get(score))
                .setSummary(
                        lost == 0
                                ? "The tracer saw all packets, but not all about them."
                                : "Records that the tracer lost: {mytracer.lost},"
                                        + " {mytracer.lostShare} of all.")
                .setExplanation("What not to trust: {mytracer.gaps}")
                .setSolution(
                        "Follow fewer packets, with the agent's options port and host; give the"
                                + " agent more room, with its option ring; or record with the"
                                + " settings mytracer-continuous, which leave out the hops.")
                .addResult(TypedResult.SCORE, UnitLookup.NUMBER_UNITY.quantity(score))
                .addResult(LOST, UnitLookup.NUMBER_UNITY.quantity(lost))
                .addResult(SHARE, UnitLookup.PERCENT_UNITY.quantity(share))
                .addResult(GAPS, gaps)
                .build();
    }

    private static List<String> gaps(TracerStates states, Losses losses) {
        List<String> gaps = new ArrayList<>(losses.lines());
        if (states.missingHops() != null) {
            gaps.add("Hooks that could not be attached: " + states.missingHops());
        }
        if (states.problem() != null) {
            gaps.add(states.problem());
        }
        return gaps;
    }

    /** Of what the kernel side made, or of what arrived where the tracer does not count it. */
    private static double share(IItemCollection items, TracerStates states, Losses losses) {
        long lost = losses.hidden();
        if (lost == 0) {
            return 0;
        }
        IQuantity recorded =
                items.apply(ItemFilters.typeMatches("mytracer\\..*"))
                        .getAggregate(Aggregators.count());
        long all = Math.max(states.records(), lost + recorded.longValue());
        return (double) lost / all;
    }
}
