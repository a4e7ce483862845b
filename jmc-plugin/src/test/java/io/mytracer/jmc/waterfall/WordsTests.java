package io.mytracer.jmc.waterfall;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The plug-in runs without the agent and on an older Java, so it has the agent's words once more:
 * here they are compared with the agent's source.
 */
class WordsTests {
    private static final Path AGENT = Path.of("../bpf/src/main/java/io/mytracer/bpf");
    private static final String TEXT = "((?:\"[^\"]*\"\\s*\\+?\\s*)+)";
    private static final Pattern STAGE = Pattern.compile("\\n    ([A-Z]+)\\(" + TEXT + "\\)");
    private static final Pattern HOP =
            Pattern.compile(
                    "\\(\\s*\\d+,\\s*(?:TRACEPOINT|FUNCTION|ANY),\\s*\"([a-z0-9_]+)\",[^;]*?Stage\\.[A-Z]+,\\s*"
                            + TEXT
                            + "\\)");

    @Test
    void stagesAreThoseOfTheAgent() throws Exception {
        Map<String, String> stages =
                Arrays.stream(Stage.values()).collect(Collectors.toMap(Stage::name, Stage::words));

        assertThat(stages).isEqualTo(table("Stage.java", STAGE));
    }

    @Test
    void hopsAreThoseOfTheAgent() throws Exception {
        Map<String, String> hops = table("Hop.java", HOP);

        assertThat(hops).hasSizeGreaterThan(100);
        assertThat(Explanations.all())
                .as(
                        "hops.properties is to have%n%s",
                        hops.entrySet().stream()
                                .map(hop -> hop.getKey() + "=" + hop.getValue())
                                .collect(Collectors.joining("\n")))
                .isEqualTo(hops);
    }

    private static Map<String, String> table(String file, Pattern row) throws IOException {
        Map<String, String> table = new LinkedHashMap<>();
        Matcher rows = row.matcher(Files.readString(AGENT.resolve(file)));
        while (rows.find()) {
            table.put(rows.group(1), rows.group(2).replaceAll("\"\\s*\\+\\s*\"|\"", "").strip());
        }
        return table;
    }

    @Test
    void stagesOfNewerAgentsAreShown() {
        assertThat(Stage.of("TELEPORT")).isEqualTo(Stage.OTHER);
        assertThat(Stage.of(null)).isEqualTo(Stage.OTHER);
    }

    @Test
    void coloursOfStagesAreDifferent() {
        assertThat(Stage.values()).extracting(Stage::rgb).doesNotHaveDuplicates();
    }
}
