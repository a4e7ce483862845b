package io.mytracer.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

class HopFilterTests {
    @Test
    void curatedIsTheTable() {
        HopFilter filter = HopFilter.parse("curated");
        assertThat(Hop.values()).allMatch(filter::tells).allMatch(filter::watches);
        assertThat(filter.wantsOthers()).isFalse();
        assertThat(filter.wantsOther("skb_pull")).isFalse();
    }

    @Test
    void allIsTheTableAndEverythingElse() {
        HopFilter filter = HopFilter.parse("all");
        assertThat(Hop.values()).allMatch(filter::tells).allMatch(filter::watches);
        assertThat(filter.wantsOthers()).isTrue();
        assertThat(filter.wantsOther("skb_pull")).isTrue();
    }

    @Test
    void anExpressionMatchesAnyPartOfTheName() {
        HopFilter filter = HopFilter.parse("^tcp_v[46]_|queue_xmit");
        assertThat(filter.tells(Hop.TCP_V4_RCV)).isTrue();
        assertThat(filter.tells(Hop.IP_QUEUE_XMIT)).as("__ip_queue_xmit").isTrue();
        assertThat(filter.tells(Hop.TCP_DATA_QUEUE)).isFalse();
        assertThat(filter.tells(Hop.FUNCTION_WITH_SKB)).as("matched when attached").isTrue();
        assertThat(filter.wantsOther("tcp_v4_fill_cb")).isTrue();
        assertThat(filter.wantsOther("__tcp_v4_rcv")).isFalse();
    }

    @Test
    void whereFollowingBeginsAndEndsIsWatchedInAnyCase() {
        HopFilter filter = HopFilter.parse("^nothing$");
        assertThat(Hop.values())
                .filteredOn(filter::watches)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Hop.values())
                                .filter(
                                        hop ->
                                                hop.isTracepoint()
                                                        || hop == Hop.FUNCTION_WITH_SKB
                                                        || HopFilter.BEGINNINGS.contains(hop)
                                                        || HopFilter.KIN.contains(hop))
                                .toList());
        assertThat(Hop.values()).filteredOn(filter::tells).containsExactly(Hop.FUNCTION_WITH_SKB);
    }

    @Test
    void beginningsAreThoseOfThePrograms() throws IOException {
        String table = Files.readString(Path.of("src/main/bpf/hops.h"));
        Matcher row =
                Pattern.compile("X\\(\\d+, (\\w+), \\d, (BEGINS|TRANSLATED)\\b").matcher(table);
        Set<String> functions = new HashSet<>();
        while (row.find()) {
            functions.add(row.group(1));
        }
        assertThat(HopFilter.BEGINNINGS)
                .extracting(Hop::function)
                .containsExactlyInAnyOrderElementsOf(functions);
    }

    @Test
    void kinAreThoseOfThePrograms() throws IOException {
        String table = Files.readString(Path.of("src/main/bpf/hops.h"));
        String kin = table.substring(table.indexOf("#define KIN_HOPS"));
        Set<String> functions = new HashSet<>(Set.of("skb_scrub_packet"));
        Matcher row = Pattern.compile("X\\(\\d+, (\\w+)\\)").matcher(kin);
        while (row.find()) {
            functions.add(row.group(1));
        }
        assertThat(HopFilter.KIN)
                .extracting(Hop::function)
                .containsExactlyInAnyOrderElementsOf(functions);
    }

    @Test
    void aBrokenExpressionIsToldInOneLine() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HopFilter.parse("tcp_[a"))
                .withMessage(
                        "'tcp_[a' is not curated, all or a regular expression: Unclosed character"
                                + " class at character 6");
    }
}
