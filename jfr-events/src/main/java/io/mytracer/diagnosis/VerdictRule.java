package io.mytracer.diagnosis;

import java.util.StringJoiner;

/** Rules of iptables and nftables that stop packets. */
final class VerdictRule implements Rule {
    private final Evidence evidence;

    VerdictRule(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public void see(SeenEvent event) {
        if (event.type().equals("mytracer.NetfilterVerdict")
                && "DROP".equals(event.text("verdict"))) {
            evidence.note(FilterCauses.FIREWALL, rule(event), Ends.ofPacket(event), event);
        }
    }

    /** Returns the words by which the rule is found again. */
    private static String rule(SeenEvent event) {
        StringJoiner words = new StringJoiner(" ");
        add(words, "family ", event.text("family"));
        add(words, "table ", event.text("table"));
        add(words, "chain ", event.text("chain"));
        String rule = event.text("rule");
        if (rule != null) {
            words.add(rule.matches("\\d+") ? "rule " + rule : rule);
        }
        add(words, "at ", event.text("hook"));
        return words.length() == 0 ? "unknown" : words.toString();
    }

    private static void add(StringJoiner words, String name, String value) {
        if (value != null) {
            words.add(name + value);
        }
    }
}
