package io.mytracer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mytracer.diagnosis.Area;
import io.mytracer.diagnosis.Finding;
import io.mytracer.diagnosis.Severity;
import io.mytracer.report.html.HtmlReport;

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import javax.imageio.ImageIO;

/**
 * The page of a report in a browser without network, from a file. Pictures of it are left in {@code
 * target/html-page}.
 */
class HtmlPageTests {
    private static final int EVENTS = 198_000;
    private static final Duration LONGEST_OPENING = Slowness.allow(Duration.ofSeconds(3));
    private static final String DRAWN = "document.documentElement?.dataset.drawn > 0";
    private static final String HOSTILE =
            "</script><img src=x onerror=\"document.title='out'\"><svg onload=alert(1)>";

    private static final Path PICTURES = Path.of("target/html-page");

    @TempDir static Path folder;

    /** How many events of a type there are, by the end of its name. */
    private static final Map<String, Integer> COUNTS = new HashMap<>();

    private static Path page;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(
                Tool.exists(Browser.COMMAND),
                "no " + Browser.COMMAND + " here: apt-get install chromium");
        Path recording = folder.resolve("busy.jfr");
        BusyRecording.write(recording, EVENTS);
        page = page(recording);
        Files.createDirectories(PICTURES);
        browser = Browser.start(folder.resolve("profile"), 1500, 1000);
    }

    @AfterAll
    static void end() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void light() throws InterruptedException {
        browser.prefer("light");
    }

    @AfterEach
    void browserHasNothingToComplainOf() {
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void manyEventsOpenAtOnce() throws Exception {
        browser.open(page, DRAWN); // the browser's own start is not the page's
        Duration took = browser.open(page, DRAWN);
        System.out.printf(
                "a page with %s events besides ends of ways, %,d kB, opens in %d ms%n",
                browser.evaluate(rows()), Files.size(page) / 1000, took.toMillis());

        assertThat(Integer.parseInt(browser.evaluate(rows()))).isGreaterThan(EVENTS * 9 / 10);
        assertThat(took).isLessThan(LONGEST_OPENING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void isReadableInBothSchemes(String scheme) throws Exception {
        browser.prefer(scheme);
        browser.open(page, DRAWN);
        BufferedImage top = picture(scheme + "-top");
        browser.evaluate("document.getElementById('packets').scrollIntoView()");
        picture(scheme + "-packets");

        assertThat(brightness(top) > 0.5).isEqualTo(scheme.equals("light"));
        assertThat(browser.evaluate(leastContrast()))
                .asString()
                .satisfies(least -> assertThat(Double.parseDouble(least)).isGreaterThan(4.5));
    }

    @Test
    void themeCanBeToggled() throws Exception {
        browser.open(page, DRAWN);
        browser.evaluate("document.getElementById('theme').click()");

        assertThat(brightness(picture("toggled"))).isLessThan(0.5);
    }

    @Test
    void findingsComeFirstAndLeadToTheirPacket() throws Exception {
        browser.open(page, DRAWN);
        assertThat(browser.evaluate("document.querySelector('.finding h3').textContent"))
                .isEqualTo("errorNobody listens on 10.0.0.5:5433 " + HOSTILE);
        browser.evaluate("document.querySelector('.finding .foot button').click()");

        assertThat(browser.evaluate("document.querySelector('.journey h3').textContent"))
                .startsWith("Packet ");
        assertThat(browser.evaluate("document.querySelector('.waterfall').textContent"))
                .contains("napi_gro_receive_entry", "tcp_v4_rcv", "dropped: NO_SOCKET")
                .contains("TCP takes the segment and looks for its socket.")
                .contains("ip_protocol_deliver_rcu+0x28");
        picture("finding");
    }

    @Test
    void diagramTellsWhereTimeGoesAndWherePacketsAreLost() throws Exception {
        browser.open(page, DRAWN);
        assertThat(browser.evaluate("document.getElementById('way-words').textContent"))
                .contains("in Queueing discipline on the way out");
        assertThat(browser.evaluate("document.querySelector('svg.diagram').textContent"))
                .contains("Driver, out", COUNTS.get("TcpReset") + " resets sent")
                .contains(COUNTS.get("TcpRetransmit") + " sent again");
        browser.evaluate("document.querySelector('svg.diagram .stage').focus()");

        assertThat(browser.evaluate("document.getElementById('tip').textContent"))
                .contains("SOCKET: socket, between the kernel and the application");
    }

    @ParameterizedTest
    @CsvSource({
        "NO_SOCKET, TcpReset",
        "port:5433, TcpReset",
        "has:drop, KernelDrop",
        "inet limits, KernelDrop",
        "tcp_retransmit_skb, TcpRetransmit",
        "TIMEOUT has:retransmit 10.0.0.5, TcpRetransmit"
    })
    void packetsAreFoundByWhatHappenedToThem(String query, String type) throws Exception {
        browser.open(page, DRAWN);
        int expected = COUNTS.get(type);
        if (query.contains("limits")) {
            expected -= COUNTS.get("TcpReset"); // dropped since nobody listened
        }

        assertThat(found(query)).isEqualTo(expected).isPositive();
    }

    @Test
    void packetsAreFoundByNumberThreadAndAddress() throws Exception {
        browser.open(page, DRAWN);
        int all = found("");

        assertThat(all).isEqualTo(COUNTS.get("PacketPath"));
        assertThat(found("packet:4711")).isOne();
        assertThat(found("no-such-word")).isZero();
        assertThat(found("http-worker-3")).isBetween(1, all - 1);
        assertThat(found("192.0.2.38")).isBetween(1, all - 1);
        assertThat(found("192.0.2.38 http-worker-3")).isZero();
    }

    @Test
    void tableIsUsedByKeyboard() throws Exception {
        browser.open(page, DRAWN);
        browser.evaluate("document.querySelector('.scroller').focus()");
        browser.press("End", 35);
        String last = browser.evaluate("document.querySelector('.journey h3').textContent");
        browser.press("Home", 36);
        browser.press("ArrowDown", 40);

        assertThat(last).startsWith("Packet " + COUNTS.get("PacketPath"));
        assertThat(browser.evaluate("document.querySelector('.journey h3').textContent"))
                .startsWith("Packet 2");
        assertThat(browser.evaluate("document.querySelectorAll('.spacer .row').length"))
                .as("rows that are drawn")
                .satisfies(rows -> assertThat(Integer.parseInt(rows)).isLessThan(60));
    }

    @Test
    void timeRangeFiltersTheTable() throws Exception {
        browser.open(page, DRAWN);
        browser.evaluate("document.querySelector('.timeline').focus()");
        browser.press("ArrowRight", 39);
        browser.evaluate(
                "document.querySelector('.timeline').dispatchEvent(new KeyboardEvent('keydown',"
                        + "{key: 'End', shiftKey: true}))");
        int all = found("has:retransmit");
        browser.evaluate(
                "document.querySelector('.timeline').dispatchEvent(new KeyboardEvent('keydown',"
                        + "{key: 'Home', shiftKey: true}))");
        picture("range");

        assertThat(all).isEqualTo(COUNTS.get("TcpRetransmit"));
        assertThat(found("has:retransmit")).as("before the time they were sent").isZero();
        assertThat(browser.evaluate("document.querySelector('.range').textContent"))
                .startsWith("Selected: ");
    }

    @Test
    void flameGraphIsZoomedByKeyboardAndPointer() throws Exception {
        browser.open(page, DRAWN);
        String widest =
                "Math.round(parseFloat([...document.querySelectorAll('.frame')]"
                        + ".find((f) => f.textContent === 'net_rx_action').style.width))";
        assertThat(browser.evaluate(widest)).isNotEqualTo("100");
        browser.evaluate(
                "[...document.querySelectorAll('.frame')]"
                        + ".find((f) => f.textContent === 'net_rx_action').click()");
        assertThat(browser.evaluate(widest)).isEqualTo("100");
        browser.evaluate("document.querySelector('.flame').focus()");
        browser.press("Escape", 27);

        assertThat(browser.evaluate(widest)).isNotEqualTo("100");
        browser.evaluate("document.getElementById('stacks').scrollIntoView()");
        picture("flame");
    }

    @Test
    void pageOfAnEmptyRecordingSaysSo() throws Exception {
        Path empty = folder.resolve("empty.html");
        new HtmlReport().write(empty, List.of("nothing.jfr"), List.of());
        browser.open(empty, DRAWN);

        assertThat(browser.evaluate("document.getElementById('overview').textContent"))
                .contains("nothing.jfr", "There is nothing of mytracer in it.");
        picture("empty");
    }

    private static Path page(Path recording) throws IOException {
        HtmlReport report = new HtmlReport();
        Instant first = null;
        long packet = 0;
        try (RecordingFile events = new RecordingFile(recording)) {
            while (events.hasMoreEvents()) {
                RecordedEvent event = events.readEvent();
                if (first == null && event.getEventType().getName().equals("mytracer.TcpReset")) {
                    first = event.getStartTime();
                    packet = event.getLong("packetId");
                }
                report.see(event);
                COUNTS.merge(
                        event.getEventType().getName().replace("mytracer.", ""), 1, Integer::sum);
            }
        }
        Finding warning = finding(Severity.WARNING, "The queue of eth0 held packets", 0, null);
        Finding error =
                finding(
                        Severity.ERROR,
                        "Nobody listens on 10.0.0.5:5433 " + HOSTILE,
                        packet,
                        first);
        Path page = folder.resolve("page.html");
        report.write(page, List.of(HOSTILE), List.of(warning, error));
        return page;
    }

    private static Finding finding(Severity severity, String title, long packet, Instant first) {
        return new Finding(
                Area.CONNECTING,
                "a-rule",
                severity,
                title,
                "What that means.",
                List.of("13 times, peer 192.0.2.38"),
                "What to do.",
                13,
                first,
                first,
                packet);
    }

    /** Searches, and returns how many packets the table has then. */
    private static int found(String query) throws InterruptedException {
        browser.evaluate(
                """
                new Promise((done) => {
                    const search = document.getElementById('search');
                    search.value = '%s';
                    search.dispatchEvent(new Event('input'));
                    setTimeout(done, 250);
                })
                """
                        .formatted(query));
        return Integer.parseInt(browser.evaluate("document.querySelector('.grid').ariaRowCount"))
                - 1;
    }

    private static BufferedImage picture(String name) throws IOException, InterruptedException {
        return ImageIO.read(browser.screenshot(PICTURES.resolve(name + ".png")).toFile());
    }

    /** From 0, black, to 1. */
    private static double brightness(BufferedImage image) {
        return IntStream.range(0, 10_000)
                .map(
                        i ->
                                image.getRGB(
                                        i % 100 * image.getWidth() / 100,
                                        i / 100 * image.getHeight() / 100))
                .mapToDouble(rgb -> ((rgb >> 16 & 255) + (rgb >> 8 & 255) + (rgb & 255)) / 765.0)
                .average()
                .orElseThrow();
    }

    /** How many events about packets the page has one by one. */
    private static String rows() {
        return "JSON.parse(document.getElementById('data').textContent).rows.kind.length";
    }

    /** The least contrast of text with what is behind it, as WCAG 2 measures it. */
    private static String leastContrast() {
        return """
        (() => {
            const paint = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
            const pixel = (colour) => {
                paint.clearRect(0, 0, 1, 1);
                paint.fillStyle = colour;
                paint.fillRect(0, 0, 1, 1);
                return [...paint.getImageData(0, 0, 1, 1).data];
            };
            const light = (colour) => pixel(colour).slice(0, 3).map((v) => v / 255)
                .map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
                .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
            const behind = (element) => {
                for (let e = element; e; e = e.parentElement) {
                    const colour = getComputedStyle(e).backgroundColor;
                    if (pixel(colour)[3] === 255) {
                        return colour;
                    }
                }
                return "white";
            };
            const contrast = (element) => {
                const svg = element.closest("svg");
                const text = light(svg ? getComputedStyle(element).fill : getComputedStyle(element).color);
                const ground = light(behind(svg ?? element));
                return (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
            };
            const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            let least = 21;
            while (walker.nextNode()) {
                const element = walker.currentNode.parentElement;
                if (walker.currentNode.data.trim() && !element.closest("script, noscript, [hidden], .sign")) {
                    least = Math.min(least, contrast(element));
                }
            }
            return least;
        })()
        """;
    }
}
