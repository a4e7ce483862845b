package io.mytracer.report.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mytracer.diagnosis.Area;
import io.mytracer.diagnosis.Finding;
import io.mytracer.diagnosis.Severity;
import io.mytracer.events.EventTime;
import io.mytracer.events.KernelDrop;
import io.mytracer.events.NetfilterVerdict;
import io.mytracer.events.PacketEvent;
import io.mytracer.events.PacketPath;
import io.mytracer.events.SkbHop;
import io.mytracer.events.TcpReset;
import io.mytracer.events.TcpRetransmit;
import io.mytracer.events.TracerLoss;
import io.mytracer.events.TracerStatus;

import jdk.jfr.Event;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

class HtmlReportTests {
    private static final String HOSTILE =
            "</script><img src=x onerror=alert(1)><!--\u202e\u2028\n\u001b[0m\"'\\";
    private static final int PACKETS = 100;
    private static final int HOPS = 3;
    private static final int DROPS = 10;

    @TempDir static Path folder;

    private static List<RecordedEvent> events;

    @BeforeAll
    static void record() throws IOException {
        Path file = folder.resolve("a.jfr");
        try (Recording jfr = new Recording()) {
            for (Class<? extends Event> type :
                    List.of(
                            SkbHop.class,
                            NetfilterVerdict.class,
                            KernelDrop.class,
                            TcpReset.class,
                            TcpRetransmit.class,
                            PacketPath.class,
                            TracerLoss.class,
                            TracerStatus.class)) {
                jfr.enable(type).withoutStackTrace();
            }
            jfr.start();
            for (int id = 1; id <= PACKETS; id++) {
                packet(id);
            }
            hostile();
            TracerLoss loss = new TracerLoss();
            loss.ringFull = 7;
            loss.commit();
            TracerStatus status = new TracerStatus();
            status.hopCount = 1;
            status.hops = "ip_rcv, tcp_v4_rcv";
            status.problem = HOSTILE;
            status.commit();
            jfr.stop();
            jfr.dump(file);
        }
        events = RecordingFile.readAllEvents(file);
    }

    private static void packet(long id) {
        for (int i = 0; i < HOPS; i++) {
            SkbHop hop = fill(new SkbHop(), id);
            hop.function = "ip_rcv";
            hop.stage = "IP";
            commit(hop, id * 1_000_000 + i * 1000L, 1000);
        }
        if (id <= DROPS) {
            KernelDrop drop = fill(new KernelDrop(), id);
            drop.reason = "NO_SOCKET";
            drop.location = "tcp_v4_rcv+0x91";
            drop.stage = "IP";
            drop.kernelStack = "tcp_v4_rcv+0x91\nip_rcv+0x5";
            commit(drop, id * 1_000_000 + HOPS * 1000L, 1);
        }
    }

    /** Each text of each kind of event. */
    private static void hostile() {
        SkbHop hop = fill(new SkbHop(), 1000);
        hop.sourceAddress = hop.destinationAddress = hop.protocol = hop.tcpFlags = HOSTILE;
        hop.function = hop.stage = hop.direction = hop.device = hop.kernelStack = HOSTILE;
        commit(hop, 1, 1);
        NetfilterVerdict verdict = fill(new NetfilterVerdict(), 1000);
        verdict.family = verdict.table = verdict.chain = verdict.hook = HOSTILE;
        verdict.rule = verdict.verdict = verdict.kernelStack = HOSTILE;
        commit(verdict, 1, 1);
        KernelDrop drop = fill(new KernelDrop(), 1000);
        drop.reason = drop.location = drop.stage = HOSTILE;
        commit(drop, 1, 1);
        TcpReset reset = fill(new TcpReset(), 1000);
        reset.reason = reset.cause = reset.state = reset.javaStack = HOSTILE;
        commit(reset, 1, 1);
        TcpRetransmit again = fill(new TcpRetransmit(), 1000);
        again.kind = again.state = HOSTILE;
        commit(again, 1, 1);
        PacketPath path = fill(new PacketPath(), -1);
        path.outcome = path.farSide = HOSTILE;
        commit(path, 1, 1);
    }

    @Test
    void noTextOfARecordingGetsOutOfTheData() throws IOException {
        Finding finding =
                new Finding(
                        Area.CONNECTING,
                        HOSTILE,
                        Severity.ERROR,
                        HOSTILE,
                        HOSTILE,
                        List.of(HOSTILE),
                        HOSTILE,
                        1,
                        Instant.EPOCH,
                        null,
                        7);
        String page = page(HtmlReport.MOST_EVENTS, List.of(HOSTILE), List.of(finding));

        assertThat(page).doesNotContain("<img", "onerror=alert(1)>", "\u202e", "\u2028", "\u001b");
        assertThat(page.split("<script", -1)).as("the data and the script").hasSize(3);
        assertThat(page.split("</script", -1)).hasSize(3);
        assertThat(data(page))
                .contains("\\u003c/script\\u003e\\u003cimg src=x onerror=alert(1)\\u003e\\u003c!--")
                .doesNotContain("<", ">", "&");
    }

    @Test
    void policyLetsRunWhatIsInThePageAndNothingElse() throws Exception {
        String page = page(HtmlReport.MOST_EVENTS, List.of("a.jfr"), List.of());

        assertThat(page)
                .contains(
                        "content=\"default-src 'none'; script-src '%s'; style-src '%s'; "
                                        .formatted(
                                                hash(
                                                        between(
                                                                page,
                                                                "<script type=\"module\">",
                                                                "</")),
                                                hash(between(page, "<style>", "</")))
                                + "base-uri 'none'; form-action 'none'\"");
        assertThat(page.replace("http://www.w3.org/2000/svg", ""))
                .as("what could be fetched")
                .doesNotContain("http:", "https:", "url(http", "@import", "<link", "import(");
    }

    @Test
    void sameEventsGiveTheSameBytes() throws IOException {
        assertThat(page(50, List.of("a.jfr"), List.of()))
                .isEqualTo(page(50, List.of("a.jfr"), List.of()));
    }

    @Test
    void countsAreOverAllWherePacketsAreASample() throws IOException {
        int most = 150;
        String page = page(most, List.of("a.jfr"), List.of());

        assertThat(data(page))
                .contains("\"mytracer.SkbHop\":" + (PACKETS * HOPS + 1))
                .contains("\"function\":\"ip_rcv\",\"count\":" + PACKETS * HOPS)
                .contains("[[\"IN\",\"TCP\",\"NO_SOCKET\",\"tcp_v4_rcv+0x91\"]," + DROPS + ",")
                .contains("\"seen\":" + (PACKETS * HOPS + DROPS + 5));
        List<String> ids = column(page, "packets", "id");
        assertThat(ids).contains("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "1000");
        assertThat(ids.size()).isBetween(30, 60);
        assertThat(column(page, "rows", "kind").size()).isBetween(most / 2, most);
    }

    @Test
    void allIsShownWhereThereIsRoom() throws IOException {
        String page = page(HtmlReport.MOST_EVENTS, List.of("a.jfr"), List.of());

        assertThat(column(page, "packets", "id"))
                .hasSize(PACKETS + 2)
                .contains("\"18446744073709551615\"");
        assertThat(data(page)).contains("\"share\":1.0,\"remarkableShare\":1.0");
    }

    @Test
    void lossesProblemsAndNotesAreTold() throws IOException {
        Path file = folder.resolve("notes.html");
        HtmlReport report = new HtmlReport();
        events.forEach(report::see);
        report.note("a.jfr is damaged");
        report.write(file, List.of("a.jfr"), List.of());

        assertThat(data(Files.readString(file)))
                .contains("\"notes\":[\"a.jfr is damaged\"]")
                .contains("\"ringFull\":7")
                .contains("\"problems\":[\"\\u003c/script")
                .contains("\"watched\":[\"IN IP\",\"IN TCP\"]");
    }

    @Test
    void recordingWithoutPacketsIsAPage() throws IOException {
        Path file = folder.resolve("empty.html");
        new HtmlReport().write(file, List.of(), List.of());

        assertThat(data(Files.readString(file))).contains("\"counts\":{}", "\"first\":0,");
    }

    @Test
    void roomForNothingIsRefused() {
        assertThatThrownBy(() -> new HtmlReport(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("room for events: 0");
    }

    private static String page(int most, List<String> files, List<Finding> findings)
            throws IOException {
        Path file = folder.resolve("page.html");
        HtmlReport report = new HtmlReport(most);
        events.forEach(report::see);
        report.write(file, files, findings);
        return Files.readString(file);
    }

    private static String data(String page) {
        return between(page, "<script id=\"data\" type=\"application/json\">", "</script>");
    }

    private static List<String> column(String page, String table, String column) {
        Matcher matcher =
                Pattern.compile('"' + table + "\":\\{.*?\"" + column + "\":\\[(.*?)]")
                        .matcher(data(page));
        assertThat(matcher.find()).isTrue();
        return List.of(matcher.group(1).split(","));
    }

    private static String between(String text, String begin, String end) {
        int from = text.indexOf(begin) + begin.length();
        return text.substring(from, text.indexOf(end, from));
    }

    private static String hash(String text) throws Exception {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
        return "sha256-" + Base64.getEncoder().encodeToString(digest);
    }

    private static <E extends PacketEvent> E fill(E event, long id) {
        event.packetId = id;
        event.direction = "IN";
        event.protocol = "TCP";
        event.sourceAddress = "192.0.2.1";
        event.sourcePort = 40000;
        event.destinationAddress = "192.0.2.2";
        event.destinationPort = 8080;
        return event;
    }

    private static void commit(PacketEvent event, long later, long duration) {
        EventTime time = EventTime.of(event.getClass());
        event.begin();
        time.set(event, time.start(event) + later, duration);
        event.commit();
    }
}
