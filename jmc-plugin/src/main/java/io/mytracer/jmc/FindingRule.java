package io.mytracer.jmc;

import io.mytracer.diagnosis.Area;
import io.mytracer.diagnosis.Finding;

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

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Shows the findings of one area, worst first. Stateless. */
abstract class FindingRule extends AbstractRule {
    /** One for all rules: JMC knows preferences by their ids alone. */
    static final TypedPreference<IQuantity> LEAST =
            new TypedPreference<>(
                    "mytracer.least",
                    "Times, warning limit",
                    "How often a thing must be seen to be worth a warning",
                    UnitLookup.NUMBER,
                    UnitLookup.NUMBER_UNITY.quantity(1));

    static final TypedResult<IQuantity> COUNT =
            new TypedResult<>(
                    "mytracer.findings",
                    "Findings",
                    "How many things are wrong",
                    UnitLookup.NUMBER,
                    IQuantity.class);
    static final TypedCollectionResult<String> EVIDENCE =
            new TypedCollectionResult<>(
                    "mytracer.evidence",
                    "Evidence",
                    "Each finding with what it means and what shows it",
                    UnitLookup.PLAIN_TEXT,
                    String.class);

    private static final double ERROR = 100;
    private static final double WARNING = 80;
    private static final double INFO = 50;

    private final Area area;
    private final List<String> types;
    private final String healthy;

    /**
     * A rule of JMC.
     *
     * @param id without {@code mytracer.}
     * @param types of events that tell of the area; a recording without any of them tells nothing
     * @param healthy what to say where nothing is wrong
     * @param limits that the findings of this area depend on
     */
    FindingRule(
            String id,
            String name,
            String topic,
            Area area,
            List<String> types,
            String healthy,
            List<TypedPreference<?>> limits) {
        super(
                "mytracer." + id,
                name,
                topic,
                withLeast(limits),
                List.of(TypedResult.SCORE, COUNT, EVIDENCE),
                Map.of());
        this.area = area;
        this.types = types;
        this.healthy = healthy;
    }

    private static List<TypedPreference<?>> withLeast(List<TypedPreference<?>> limits) {
        List<TypedPreference<?>> all = new ArrayList<>(limits);
        all.add(LEAST);
        return all;
    }

    @Override
    protected IResult getResult(
            IItemCollection items, IPreferenceValueProvider values, IResultValueProvider others) {
        List<Finding> findings =
                Findings.of(items, LimitPreferences.of(values)).list().stream()
                        .filter(finding -> finding.area() == area)
                        .toList();
        if (!findings.isEmpty()) {
            return result(findings, values);
        }
        TracerStates states = TracerStates.of(items);
        String obstacle = Applicability.obstacle(items, types, states);
        if (obstacle != null) {
            return RulesToolkit.getNotApplicableResult(this, values, obstacle);
        }
        return ResultBuilder.createFor(this, values)
                .setSeverity(Severity.OK)
                .setSummary(healthy)
                .setExplanation(limitation(states))
                .addResult(TypedResult.SCORE, UnitLookup.NUMBER_UNITY.quantity(0))
                .addResult(COUNT, UnitLookup.NUMBER_UNITY.quantity(0))
                .build();
    }

    /** Returns what a reader should know though nothing is wrong; null for nothing. */
    String limitation(TracerStates states) {
        return null;
    }

    private IResult result(List<Finding> findings, IPreferenceValueProvider values) {
        long limit = values.getPreferenceValue(LEAST).longValue();
        double score = findings.stream().mapToDouble(each -> score(each, limit)).max().orElse(0);
        int more = findings.size() - 1;
        String summary = findings.get(0).title() + ".";
        Set<String> remedies = new LinkedHashSet<>();
        findings.forEach(finding -> remedies.add(finding.remedy()));
        return ResultBuilder.createFor(this, values)
                .setSeverity(Severity.get(score))
                .setSummary(PlainText.of(more == 0 ? summary : summary + " And " + more + " more."))
                // JMC makes a list of it.
                .setExplanation("{" + EVIDENCE.getIdentifier() + "}")
                .setSolution(PlainText.of(String.join(" ", remedies)))
                .addResult(TypedResult.SCORE, UnitLookup.NUMBER_UNITY.quantity(score))
                .addResult(COUNT, UnitLookup.NUMBER_UNITY.quantity(findings.size()))
                .addResult(EVIDENCE, findings.stream().map(FindingRule::evidence).toList())
                .build();
    }

    private static double score(Finding finding, long least) {
        if (finding.count() < least) {
            return INFO;
        }
        return switch (finding.severity()) {
            case ERROR -> ERROR;
            case WARNING -> WARNING;
            case INFO -> INFO;
        };
    }

    private static String evidence(Finding finding) {
        return PlainText.of(
                finding.title()
                        + ". "
                        + finding.explanation()
                        + " Seen "
                        + String.join("; ", finding.evidence())
                        + ".");
    }
}
