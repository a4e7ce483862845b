package io.mytracer.jmc;

import io.mytracer.diagnosis.LogHistogram;
import io.mytracer.diagnosis.PeerTimes;

import org.openjdk.jmc.common.item.IItemCollection;
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
import java.util.Locale;
import java.util.Map;

/** Whose is the time of requests: the kernel's, Java's, or the peers'? */
public final class KernelTimeRule extends AbstractRule {
    static final TypedPreference<IQuantity> INFO_SHARE =
            share("info", "Time in the kernel, info limit", "is worth telling", 50);
    static final TypedPreference<IQuantity> WARNING_SHARE =
            share("warning", "Time in the kernel, warning limit", "is worth a warning", 80);

    static final TypedResult<IQuantity> KERNEL_SHARE =
            new TypedResult<>(
                    "mytracer.kernelShare",
                    "Time in the kernel",
                    "Share of the kernel in the time that packets and Java took",
                    UnitLookup.PERCENTAGE,
                    IQuantity.class);
    static final TypedCollectionResult<String> PEERS =
            new TypedCollectionResult<>(
                    "mytracer.peers",
                    "Peers",
                    "Where the time of each peer's traffic went",
                    UnitLookup.PLAIN_TEXT,
                    String.class);

    private static final int MOST_PEERS = 10;

    /** To be called by the service loader. */
    public KernelTimeRule() {
        super(
                "mytracer.KernelTimeRule",
                "Kernel Path and Application Time",
                Topics.PATHS,
                List.of(INFO_SHARE, WARNING_SHARE),
                List.of(TypedResult.SCORE, KERNEL_SHARE, PEERS),
                Map.of());
    }

    private static TypedPreference<IQuantity> share(
            String id, String name, String worth, int percent) {
        return new TypedPreference<>(
                "mytracer.kernelTime." + id,
                name,
                "Share of the kernel in the time of requests that " + worth,
                UnitLookup.PERCENTAGE,
                UnitLookup.PERCENT.quantity(percent));
    }

    @Override
    protected IResult getResult(
            IItemCollection items, IPreferenceValueProvider values, IResultValueProvider others) {
        List<String> types = List.of(EventNames.HOP, EventNames.PATH);
        String obstacle = Applicability.obstacle(items, types, TracerStates.of(items));
        if (obstacle != null) {
            return RulesToolkit.getNotApplicableResult(this, values, obstacle);
        }
        List<Map.Entry<String, PeerTimes>> peers =
                Findings.of(items, LimitPreferences.of(values)).split().peers();
        long kernel = peers.stream().mapToLong(peer -> peer.getValue().kernel()).sum();
        long java = peers.stream().mapToLong(peer -> peer.getValue().answers().sum()).sum();
        if (kernel == 0 || java == 0) {
            return RulesToolkit.getNotApplicableResult(
                    this,
                    values,
                    "The recording has no request that Java answered, with the way of its"
                            + " packets.");
        }
        double share = (double) kernel / (kernel + java);
        double score =
                RulesToolkit.mapExp100(
                        share, limit(values, INFO_SHARE), limit(values, WARNING_SHARE));
        return ResultBuilder.createFor(this, values)
                .setSeverity(Severity.get(score))
                .setSummary(
                        String.format(
                                Locale.ROOT,
                                "Of the time that this host had requests, %.0f %% was the kernel's"
                                        + " and %.0f %% Java's.",
                                100 * share,
                                100 - 100 * share))
                .setExplanation("{" + PEERS.getIdentifier() + "}")
                .setSolution(
                        "Where Java has most of the time, look at its threads. Where the kernel"
                                + " has it, the page Latency per Stage shows in which part. Where"
                                + " the peer has it, look there.")
                .addResult(TypedResult.SCORE, UnitLookup.NUMBER_UNITY.quantity(score))
                .addResult(KERNEL_SHARE, UnitLookup.PERCENT_UNITY.quantity(share))
                .addResult(
                        PEERS, peers.stream().limit(MOST_PEERS).map(KernelTimeRule::line).toList())
                .build();
    }

    private static double limit(
            IPreferenceValueProvider values, TypedPreference<IQuantity> preference) {
        return values.getPreferenceValue(preference).doubleValueIn(UnitLookup.PERCENT_UNITY);
    }

    private static String line(Map.Entry<String, PeerTimes> peer) {
        PeerTimes times = peer.getValue();
        long each = times.packets() == 0 ? 0 : times.kernel() / times.packets();
        return PlainText.of(
                String.format(
                        Locale.ROOT,
                        "%s: %,d packets, %s in the kernel each; Java answered in %s; the peer"
                                + " answered in %s; most of the time: %s",
                        peer.getKey(),
                        times.packets(),
                        millis(each),
                        percentiles(times.answers()),
                        percentiles(times.waits()),
                        times.most()));
    }

    private static String percentiles(LogHistogram times) {
        return times.count() == 0
                ? "no time that is known"
                : millis(times.percentile(0.5)) + " (p99 " + millis(times.percentile(0.99)) + ")";
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.3f ms", nanos / 1e6);
    }
}
