package io.mytracer.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Percentage;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.util.IPreferenceValueProvider;
import org.openjdk.jmc.flightrecorder.JfrLoaderToolkit;
import org.openjdk.jmc.flightrecorder.rules.IResult;
import org.openjdk.jmc.flightrecorder.rules.IRule;
import org.openjdk.jmc.flightrecorder.rules.ResultToolkit;
import org.openjdk.jmc.flightrecorder.rules.RuleRegistry;
import org.openjdk.jmc.flightrecorder.rules.Severity;
import org.openjdk.jmc.flightrecorder.rules.TypedCollectionResult;
import org.openjdk.jmc.flightrecorder.rules.TypedResult;
import org.openjdk.jmc.flightrecorder.rules.util.RulesToolkit;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the rules of the plug-in say of recordings, as JMC evaluates them.
 *
 * @param severities by the rules' ids, without what they all begin with
 * @param summaries by the same
 * @param evidence a text for each finding
 */
record JmcRules(
        Map<String, Severity> severities, Map<String, String> summaries, List<String> evidence) {
    private static final String PREFIX = "mytracer.";
    private static final Pattern TITLE = Pattern.compile("(.*?)(?:, (\\d+) times)?");
    private static final Percentage LOADED = Percentage.withPercentage(10);

    /** It warns with each file that threads of JDK 21 and newer have a field it does not know. */
    private static final Logger PARSER =
            Logger.getLogger("org.openjdk.jmc.flightrecorder.internal.parser.v1");

    static {
        PARSER.setLevel(Level.SEVERE);
    }

    static JmcRules of(Path... recordings) throws Exception {
        List<File> files = Stream.of(recordings).map(Path::toFile).toList();
        return of(JfrLoaderToolkit.loadEvents(files));
    }

    static JmcRules of(IItemCollection items) throws Exception {
        List<IRule> rules =
                RuleRegistry.getRules().stream()
                        .filter(rule -> rule.getId().startsWith(PREFIX))
                        .toList();
        JmcRules all = new JmcRules(new TreeMap<>(), new TreeMap<>(), new ArrayList<>());
        for (Map.Entry<IRule, Future<IResult>> future :
                RulesToolkit.evaluateParallel(
                                rules, items, IPreferenceValueProvider.DEFAULT_VALUES, 1)
                        .entrySet()) {
            String id = future.getKey().getId().substring(PREFIX.length());
            IResult result = future.getValue().get();
            all.severities.put(id, result.getSeverity());
            all.summaries.put(
                    id, ResultToolkit.populateMessage(result, result.getSummary(), false));
            for (TypedResult<?> type : future.getKey().getResults()) {
                if (type.getIdentifier().equals(PREFIX + "evidence")) {
                    Collection<?> texts = result.getResult((TypedCollectionResult<?>) type);
                    texts.forEach(text -> all.evidence.add((String) text));
                }
            }
        }
        return all;
    }

    /**
     * Both doors lead to the same findings. How often a thing was seen may differ by a tenth: JMC's
     * loader may lose single events that begin or end in the same nanosecond (DisjointBuilder of
     * JMC 9.1).
     */
    void sayTheSameAs(ReportRun report) {
        assertThat(evidence).as(report.text()).hasSameSizeAs(report.titles());
        for (String title : report.titles()) {
            Matcher told = TITLE.matcher(title);
            assertThat(told.matches()).isTrue();
            assertThat(evidence)
                    .as("what JMC's rules say")
                    .anySatisfy(
                            text -> {
                                Matcher same = TITLE.matcher(text.split("\\. ", 2)[0]);
                                assertThat(same.matches()).isTrue();
                                assertThat(same.group(1)).isEqualTo(told.group(1));
                                assertThat(times(same)).isCloseTo(times(told), LOADED);
                            });
        }
        assertThat(found().size())
                .as("%s", summaries)
                .isBetween(Math.min(1, evidence.size()), evidence.size());
    }

    private static int times(Matcher title) {
        return title.group(2) == null ? 1 : Integer.parseInt(title.group(2));
    }

    private static boolean isWorthTelling(Severity severity) {
        return severity == Severity.WARNING || severity == Severity.INFO;
    }

    /** Returns the rules that have something to tell, other than whose time it was. */
    List<String> found() {
        return severities.keySet().stream()
                .filter(rule -> isWorthTelling(severities.get(rule)))
                .filter(rule -> !rule.equals("KernelTimeRule"))
                .toList();
    }
}
