package io.mytracer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What {@code report} says of recordings.
 *
 * @param text all that it printed
 */
public record ReportRun(String text) {
    private static final Pattern FINDING =
            Pattern.compile("(?m)^\\d+\\. (ERROR|WARNING|INFO) (.*)  \\[([a-z-]+)]$");

    /** Runs the command of the packaged agent, and has JMC's rules confirm what it says. */
    public static ReportRun of(Path... recordings) throws Exception {
        List<String> words =
                Stream.concat(
                                Stream.of("-jar", JvmCommand.AGENT.toString(), "report"),
                                Stream.of(recordings).map(Path::toString))
                        .toList();
        ReportRun report = new ReportRun(Tool.ofJdk("java").run(words));
        JmcRules.of(recordings).sayTheSameAs(report);
        return report;
    }

    /** Returns what is wrong, one sentence each, in their order. */
    List<String> titles() {
        return FINDING.matcher(text).results().map(found -> found.group(2)).toList();
    }

    /** Returns the rules of the findings, in their order. */
    public List<String> rules() {
        return FINDING.matcher(text).results().map(found -> found.group(3)).toList();
    }

    /** Checks which finding is the first one, and that it names the place. */
    public void isAbout(String rule, Object place) {
        Matcher first = FINDING.matcher(text);
        assertThat(first.find()).as(text).isTrue();
        assertThat(first.group(3)).as(text).isEqualTo(rule);
        assertThat(first.group(2)).as(text).contains(String.valueOf(place));
    }
}
