package io.mytracer.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OptionHelpTests {

    @ParameterizedTest
    @EnumSource(AgentOption.class)
    void everyOptionIsExplained(AgentOption option) {
        assertThat(OptionHelp.text())
                .contains("  " + option.key() + "=" + option.form())
                .contains(option.explanation());
        assertThat(OptionHelp.markdown())
                .contains("| `" + option.key() + "=")
                .contains(option.explanation());
    }

    @ParameterizedTest
    @EnumSource(AgentOption.class)
    void defaultIsAValueOfTheOptionOrWords(AgentOption option) throws Exception {
        if (option != AgentOption.LIBBPF
                && option != AgentOption.PORT
                && option != AgentOption.HOST) {
            String line = option.key() + "=" + option.byDefault();
            AgentOptions given = AgentOptions.parse(line);
            AgentOptions defaults = AgentOptions.parse("");

            assertThat(given)
                    .usingRecursiveComparison()
                    .ignoringFields("recordingGiven")
                    .isEqualTo(defaults);
        }
    }
}
