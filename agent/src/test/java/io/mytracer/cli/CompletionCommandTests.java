package io.mytracer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Completes as bash does. */
class CompletionCommandTests {
    private static final Path BASH = Path.of("/bin/bash");
    private static final String PROGRAM =
            """
            source "$1" || exit 1
            shift
            COMP_WORDS=(mytracer "$@")
            COMP_CWORD=$#
            $(complete -p mytracer | sed 's/.*-F \\([^ ]*\\) .*/\\1/')
            printf '%s\\n' "${COMPREPLY[@]}"
            """;

    @TempDir Path directory;
    private Path script;

    @BeforeEach
    void print() throws IOException {
        assumeTrue(Files.isExecutable(BASH), "needs bash");
        CommandLineRun run = CommandLineRun.of("completion");
        assertThat(run.code()).isZero();
        script = Files.writeString(directory.resolve("completion"), run.out());
    }

    @Test
    void commands() throws Exception {
        assertThat(complete("")).contains("attach", "check", "detach", "list", "print");
        assertThat(complete("at")).containsExactly("attach");
        assertThat(complete("c")).contains("check", "completion").doesNotContain("list");
    }

    @Test
    void optionsOfACommand() throws Exception {
        assertThat(complete("list", "--")).contains("--format").doesNotContain("--port");
        assertThat(complete("print", "--po")).containsExactly("--port");
        assertThat(complete("list", "--format", "")).containsExactly("table", "json");
    }

    /** Presses Tab behind these words. */
    private List<String> complete(String... words) throws Exception {
        // There it complains that this is no completion by the Tab key.
        Path errors = directory.resolve("errors");
        List<String> command = new ArrayList<>(List.of(BASH.toString(), "--norc", "-c", PROGRAM));
        command.addAll(List.of("bash", script.toString()));
        command.addAll(List.of(words));
        Process bash = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(Files.readString(errors)).isZero();
        return said.lines().map(String::strip).filter(word -> !word.isEmpty()).toList();
    }
}
