package io.mytracer.agent;

/** The table of options as text. */
public final class OptionHelp {
    private OptionHelp() {}

    /**
     * For a terminal.
     *
     * @return lines of two spaces, the option, and below it what it is for; ends with a line feed
     */
    public static String text() {
        StringBuilder text = new StringBuilder();
        for (AgentOption option : AgentOption.values()) {
            String left = option.key() + "=" + option.form();
            text.append(String.format("  %s%n", left))
                    .append(
                            String.format(
                                    "      %s (default: %s)%n",
                                    option.explanation(), option.byDefault()));
        }
        return text.toString();
    }

    /**
     * For the documentation.
     *
     * @return a table in Markdown; ends with a line feed
     */
    public static String markdown() {
        StringBuilder text =
                new StringBuilder("| option | default | what it is for |\n|---|---|---|\n");
        for (AgentOption option : AgentOption.values()) {
            text.append("| `")
                    .append(option.key())
                    .append('=')
                    .append(option.form().replace("|", "\\|"))
                    .append("` | ")
                    .append(option.byDefault())
                    .append(" | ")
                    .append(option.explanation())
                    .append(" |\n");
        }
        return text.toString();
    }
}
