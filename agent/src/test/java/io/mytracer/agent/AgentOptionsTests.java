package io.mytracer.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mytracer.bpf.Backend;
import io.mytracer.bpf.Hop;
import io.mytracer.bpf.HopFilter;
import io.mytracer.bpf.HopRecord;
import io.mytracer.bpf.PacketFilter;
import io.mytracer.bpf.Protocol;
import io.mytracer.bpf.StackMode;
import io.mytracer.filter.AddressBlock;
import io.mytracer.filter.PortRange;
import io.mytracer.packet.Records;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Set;

class AgentOptionsTests {
    private static final LocalDateTime TIME = LocalDateTime.of(2026, 11, 22, 7, 8, 9);

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", ",", " , ,"})
    void nothingGivenMeansAllDefaults(String text) throws Exception {
        AgentOptions options = AgentOptions.parse(text);

        assertThat(options.filter()).isEqualTo(PacketFilter.ALL);
        assertThat(options.recording()).isEqualTo("mytracer-%p.jfr");
        assertThat(options.recordingGiven()).isFalse();
        assertThat(options.settings()).isEqualTo("profile");
        assertThat(options.maxSize()).isEqualTo(256L << 20);
        assertThat(options.maxAge()).isNull();
        assertThat(options.ringBytes()).isEqualTo(16 << 20);
        assertThat(options.libbpf()).isNull();
        assertThat(options.flows()).isEqualTo(262_144);
        assertThat(options.backend()).isNull();
        assertThat(options.hops()).isSameAs(HopFilter.CURATED);
        assertThat(options.stacks()).isEqualTo(StackMode.DROPS);
        assertThat(options.log()).isEqualTo(LogLevel.INFO);
        assertThat(options.startSync()).isFalse();
        assertThat(options.help()).isFalse();
    }

    @Test
    void theBudgetIsOnePercentUnlessEachPacketIsAskedFor() throws Exception {
        Budget usual = AgentOptions.parse("").budget();
        assertThat(usual.share(false)).isEqualTo(0.01);
        assertThat(usual.share(true)).isZero();
        assertThat(AgentOptions.parse("budget=0.5%").budget().share(true)).isEqualTo(0.005);
        assertThat(AgentOptions.parse("budget=none").budget().share(false)).isZero();
    }

    @Test
    void everyOptionIsRead(@TempDir Path folder) throws Exception {
        Path library = Files.createFile(folder.resolve("libbpf.so.1"));
        Path settings = Files.createFile(folder.resolve("mine.jfc"));

        AgentOptions options =
                AgentOptions.parse(
                        "port=8080, port=9000-9100,host=10.0.0.0/8,host=::1,proto=udp,"
                                + "recording=net-%p.jfr,maxsize=2g,maxage=10m,ring=64k,flows=100,"
                                + "backend=kprobe.multi,hops=^tcp_|^skb_clone$,"
                                + ("keep=false,stack=sampled,log=debug,start=sync,libbpf="
                                        + library)
                                + (",settings=" + settings));

        assertThat(options.filter().ports())
                .containsExactly(PortRange.of(8080), new PortRange(9000, 9100));
        assertThat(options.filter().hosts())
                .containsExactly(AddressBlock.parse("10.0.0.0/8"), AddressBlock.parse("::1"));
        assertThat(options.filter().protocols()).isEqualTo(Set.of(Protocol.UDP));
        assertThat(options.recording()).isEqualTo("net-%p.jfr");
        assertThat(options.recordingGiven()).isTrue();
        assertThat(options.settings()).isEqualTo(settings.toString());
        assertThat(options.maxSize()).isEqualTo(2L << 30);
        assertThat(options.maxAge()).isEqualTo(Duration.ofMinutes(10));
        assertThat(options.ringBytes()).isEqualTo(65_536);
        assertThat(options.libbpf()).isEqualTo(library);
        assertThat(options.flows()).isEqualTo(100);
        assertThat(options.backend()).isEqualTo(Backend.KPROBE_MULTI);
        assertThat(options.hops()).hasToString("hops=^tcp_|^skb_clone$");
        assertThat(options.keep()).isFalse();
        assertThat(options.stacks()).isEqualTo(StackMode.SAMPLED);
        assertThat(options.log()).isEqualTo(LogLevel.DEBUG);
        assertThat(options.startSync()).isTrue();
    }

    @Test
    void noneTurnsOff() throws Exception {
        AgentOptions options = AgentOptions.parse("recording=none,maxsize=none,maxage=none");

        assertThat(options.recording()).isNull();
        assertThat(options.recordingGiven()).isTrue();
        assertThat(options.recordingName(7, TIME)).isNull();
        assertThat(options.maxSize()).isZero();
        assertThat(options.maxAge()).isNull();
    }

    @Test
    void anyProtocolNarrowsNothing() throws Exception {
        assertThat(AgentOptions.parse("proto=any").filter()).isEqualTo(PacketFilter.ALL);
    }

    /** Behind a translation the packet has another port. */
    @Test
    void whatNoLongerMatchesIsToldUnlessItIsNotToBeKept() throws Exception {
        HopRecord inside = Records.hop(Hop.IP_OUTPUT, 1).out().to("10.0.0.2", 80).view();
        HopRecord outside = Records.hop(Hop.NET_DEV_QUEUE, 1).out().to("10.0.0.9", 8080).view();
        AgentOptions all = AgentOptions.parse("port=80");
        assertThat(all.tells(inside)).isTrue();
        assertThat(all.tells(outside)).isTrue();
        AgentOptions matching = AgentOptions.parse("port=80,keep=false");
        assertThat(matching.tells(inside)).isTrue();
        assertThat(matching.tells(outside)).isFalse();
        assertThat(AgentOptions.parse("keep=false").tells(outside)).isTrue();
        assertThat(AgentOptions.parse("hops=^ip_").tells(outside)).isFalse();
        AgentOptions of = AgentOptions.parse("host=10.0.0.2,proto=tcp,keep=false");
        assertThat(of.tells(inside)).isTrue();
        assertThat(of.tells(outside)).isFalse();
    }

    @Test
    void helpIsAWord() throws Exception {
        assertThat(AgentOptions.parse("help").help()).isTrue();
        assertThat(AgentOptions.parse("port=1,help").help()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "net.jfr,net.jfr",
        "net-%p.jfr,net-4711.jfr",
        "%t/%p-%p,2026_11_22_07_08_09/4711-4711",
        "100%%.jfr,100%.jfr",
        "dir with space/ä-%p,dir with space/ä-4711"
    })
    void placeholdersOfTheRecordingAreFilledIn(String given, String name) throws Exception {
        AgentOptions options = AgentOptions.parse("recording=" + given);

        assertThat(options.recordingName(4711, TIME)).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "port=99999~option 'port': '99999' is not a port (1-65535, or a range such as"
                        + " 8000-8100)",
                "port=0~option 'port': '0' is not a port (1-65535, or a range such as 8000-8100)",
                "port=9-8~option 'port': '9-8' is not a port (1-65535, or a range such as"
                        + " 8000-8100)",
                "port=http~option 'port': 'http' is not a port (1-65535, or a range such as"
                        + " 8000-8100)",
                "port~option 'port' needs a value: port=N|FIRST-LAST",
                "port=~option 'port' needs a value: port=N|FIRST-LAST",
                "prot=8080~unknown option 'prot': did you mean 'proto'?",
                "PROTO=tcp~unknown option 'PROTO': did you mean 'proto'?",
                "prots=1~unknown option 'prots': did you mean 'proto'?",
                "recordng=a.jfr~unknown option 'recordng': did you mean 'recording'?",
                "lo=off~unknown option 'lo': did you mean 'log'?",
                "=1~unknown option '': known are port, host, proto, recording, settings, maxsize,"
                        + " maxage, ring, libbpf, flows, backend, hops, budget, keep, stack, log,"
                        + " start",
                "8080~unknown option '8080': known are port, host, proto, recording, settings,"
                    + " maxsize, maxage, ring, libbpf, flows, backend, hops, budget, keep, stack,"
                    + " log, start",
                "-h~unknown option '-h': known are port, host, proto, recording, settings, maxsize,"
                        + " maxage, ring, libbpf, flows, backend, hops, budget, keep, stack, log,"
                        + " start",
                "budget=5~option 'budget': '5' is not a share from 0.01% to 100%, none or auto",
                "budget=0%~option 'budget': '0%' is not a share from 0.01% to 100%, none or auto",
                "budget=101%~option 'budget': '101%' is not a share from 0.01% to 100%, none or"
                        + " auto",
                "budget=2%,hops=all~option 'budget' needs hops=curated: to attach to so many"
                        + " functions takes more than it saves",
                "host=localhost~option 'host': 'localhost' is not a numeric IP address (such as"
                        + " 192.0.2.1, 2001:db8::1 or 10.0.0.0/8; host names are not looked up)",
                "host=10.0.0.0/40~option 'host': '10.0.0.0/40' has no prefix length of 0-32 after"
                        + " its slash",
                "proto=icmp~option 'proto': 'icmp' is not tcp, udp or any",
                "proto=TCP~option 'proto': 'TCP' is not tcp, udp or any",
                "proto=tcp,proto=udp~option 'proto' is given more than once",
                "recording=%n.jfr~option 'recording': '%n.jfr' has a % that is not %p, %t or %%",
                "recording=a%~option 'recording': 'a%' has a % that is not %p, %t or %%",
                "settings=deep~option 'settings': 'deep' is not profile, continuous or a .jfc file",
                "settings=/nowhere/my.jfc~option 'settings': '/nowhere/my.jfc' is not a file that"
                        + " can be read",
                "maxsize=10k~option 'maxsize': '10k' is not a size of 1m or more (such as 256m or"
                        + " 2g) or none",
                "maxsize=0~option 'maxsize': '0' is not a size of 1m or more (such as 256m or 2g)"
                        + " or none",
                "maxsize=-5m~option 'maxsize': '-5m' is not a size of 1m or more (such as 256m or"
                        + " 2g) or none",
                "maxage=10~option 'maxage': '10' is not a time such as 30s, 10m, 2h or 1d, or none",
                "maxage=0s~option 'maxage': '0s' is not a time such as 30s, 10m, 2h or 1d, or none",
                "maxage=s~option 'maxage': 's' is not a time such as 30s, 10m, 2h or 1d, or none",
                "ring=5000~option 'ring': '5000' is not a power of two from 4k to 1g",
                "ring=2k~option 'ring': '2k' is not a power of two from 4k to 1g",
                "ring=2g~option 'ring': '2g' is not a power of two from 4k to 1g",
                "ring=m~option 'ring': 'm' is not a power of two from 4k to 1g",
                "ring=99999999999999999999~option 'ring': '99999999999999999999' is not a power of"
                        + " two from 4k to 1g",
                "libbpf=/nowhere~option 'libbpf': '/nowhere' is not a file that can be read",
                "libbpf=/~option 'libbpf': '/' is not a file that can be read",
                "flows=0~option 'flows': '0' is not a number from 1 to 4194304",
                "flows=4194305~option 'flows': '4194305' is not a number from 1 to 4194304",
                "backend=ebpf~option 'backend': 'ebpf' is not one of"
                        + " auto|fentry|kprobe.multi|kprobe|tp_btf",
                "hops=tcp_(~option 'hops': 'tcp_(' is not curated, all or a regular expression:"
                        + " Unclosed group at character 6",
                "hops=a{1,2}~option 'hops': 'a{1' is not curated, all or a regular expression:"
                        + " Unclosed counted closure at character 4",
                "keep=yes~option 'keep': 'yes' is not true or false",
                "stack=drop~option 'stack': 'drop' is not drops, sampled, all or none",
                "stack=ALL~option 'stack': 'ALL' is not drops, sampled, all or none",
                "stack=~option 'stack' needs a value: stack=drops|sampled|all|none",
                "log=trace~option 'log': 'trace' is not off, warn, info or debug",
                "log=Off~option 'log': 'Off' is not off, warn, info or debug",
                "start=now~option 'start': 'now' is not async or sync",
                "port=80,hosts=1~unknown option 'hosts': did you mean 'host'?"
            })
    void wrongOptionIsNamedInOneLine(String text, String line) {
        assertThatThrownBy(() -> AgentOptions.parse(text))
                .isInstanceOf(OptionException.class)
                .hasMessage(line);
    }

    @Test
    void messageStaysOneLineWhateverIsGiven() {
        assertThatThrownBy(() -> AgentOptions.parse("log=a\nb\u0000\u001b[31m"))
                .isInstanceOf(OptionException.class)
                .hasMessage("option 'log': 'a?b??[31m' is not off, warn, info or debug");
        assertThatThrownBy(() -> AgentOptions.parse("libbpf=a\u0000b"))
                .isInstanceOf(OptionException.class)
                .hasMessage("option 'libbpf': 'a?b' is not a file name");
    }

    @Test
    void hugeGarbageIsRefusedAtOnce() {
        String garbage = "ab%".repeat(400_000);

        assertThatThrownBy(() -> AgentOptions.parse(garbage))
                .isInstanceOf(OptionException.class)
                .hasMessageStartingWith("unknown option 'ab%");
    }
}
