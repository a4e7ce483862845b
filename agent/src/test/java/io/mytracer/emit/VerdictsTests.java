package io.mytracer.emit;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.bpf.VerdictView;
import io.mytracer.packet.Records;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictsTests {

    /** include/uapi/linux/netfilter.h and include/linux/netfilter.h. */
    @ParameterizedTest
    @CsvSource({
        "0x0, DROP",
        "0x1, ACCEPT",
        "0x2, STOLEN",
        "0x10002, DROP", // NF_DROP_REASON(skb, NETFILTER_DROP, EPERM)
        "0x10000, DROP", // NF_DROP_ERR(-EPERM)
        "0x6f0000, DROP errno 111", // NF_DROP_ERR(-ECONNREFUSED)
        "0x3, QUEUE 0",
        "0x70003, QUEUE 7",
        "0x78003, QUEUE 7", // NF_VERDICT_FLAG_QUEUE_BYPASS
        "0xffff0003, QUEUE 65535",
        "0x4, REPEAT",
        "0x5, STOP",
        "0x6, 0x6",
        "0xffffffff, 0xffffffff"
    })
    void verdictHasItsName(String raw, String text) {
        assertThat(Verdicts.text((int) (long) Long.decode(raw))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "2, 0, PREROUTING", "10, 1, INPUT", "2, 2, FORWARD", "10, 3, OUTPUT", "2, 4, POSTROUTING",
        "1, 5, INGRESS", "7, 0, PREROUTING", "7, 5, BROUTING", "3, 1, OUTPUT", "5, 0, INGRESS",
        "5, 1, EGRESS", "2, 6, ", "0, 0, ", "5, 2, "
    })
    void hookIsNamedByItsFamily(int family, int hook, String name) {
        assertThat(Verdicts.hook(family, hook)).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({"1, inet", "2, ip", "3, arp", "5, netdev", "7, bridge", "10, ip6", "0, ", "12, "})
    void familyIsNamedAsNftDoes(int number, String name) {
        assertThat(Verdicts.family(number)).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, ", "1, 0, policy", "2, 12, 12", "3, 12, handle 12", "130, 5, 5"})
    void ruleIsNamedByItsKind(int kind, long rule, String name) {
        VerdictView view = Records.verdict(1, 0).rule(kind, rule).view().verdict();
        assertThat(Verdicts.rule(view)).isEqualTo(name);
        assertThat(view.inferred()).isEqualTo(kind == 130);
    }

    @Test
    void chainsOfIptablesAreNamedAfterTheHook() {
        VerdictView view = Records.verdict(1, 0).table("filter").rule(2, 1).view().verdict();
        assertThat(Verdicts.baseChain(view, "OUTPUT")).isEqualTo("OUTPUT");
        assertThat(Verdicts.chain(view, "OUTPUT")).isEqualTo("OUTPUT");
    }

    @Test
    void chainsOfUsersHaveNames() {
        VerdictView view =
                Records.verdict(1, 0).table("filter").rule(2, 1).chain("log-drop").view().verdict();
        assertThat(Verdicts.baseChain(view, "OUTPUT")).isEqualTo("OUTPUT");
        assertThat(Verdicts.chain(view, "OUTPUT")).isEqualTo("log-drop");
    }

    @Test
    void chainsOfNftablesHaveNames() {
        VerdictView view =
                Records.verdict(1, 0)
                        .table("fw")
                        .baseChain("out")
                        .chain("out")
                        .rule(3, 4)
                        .view()
                        .verdict();
        assertThat(Verdicts.baseChain(view, "OUTPUT")).isEqualTo("out");
        assertThat(Verdicts.chain(view, "out")).isEqualTo("out");
    }

    @Test
    void whereTheRuleIsUnknownSoIsItsChain() {
        VerdictView view = Records.verdict(1, 0).table("filter").view().verdict();
        assertThat(Verdicts.chain(view, "OUTPUT")).isNull();
        VerdictView nameless = Records.verdict(1, 0).view().verdict();
        assertThat(Verdicts.baseChain(nameless, "OUTPUT")).isNull();
    }
}
