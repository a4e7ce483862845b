package io.mytracer.jmc.waterfall;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Event;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openjdk.jmc.common.item.Aggregators;
import org.openjdk.jmc.common.item.IItemCollection;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The view in a window: what is painted where, and what keys and pointer do. */
@ExtendWith(VirtualScreen.class)
class WaterfallViewTests {
    private static IItemCollection items;

    private final List<IItemCollection> shown = new ArrayList<>();
    private Screen screen;
    private WaterfallView view;
    private Canvas canvas;

    @BeforeAll
    static void record() throws Exception {
        items = Traffic.record();
    }

    @BeforeEach
    void open() {
        screen = new Screen();
        view =
                new WaterfallView(
                        screen.shell(), selection -> shown.add(WaterfallPage.of(selection)));
        view.show(TraceReader.read(items));
        canvas = view.canvas().control();
        screen.open();
        canvas.forceFocus();
        waterfall().lookAtAll();
        waterfall().scrollTo(0);
        view.canvas().changed();
    }

    @AfterEach
    void close() {
        screen.close();
    }

    private Waterfall waterfall() {
        return view.canvas().waterfall();
    }

    private TimeScale scale() {
        return view.canvas().layout().scale(waterfall().visible());
    }

    private Packet packet(int row) {
        return waterfall().rows().get(waterfall().top() + row);
    }

    /** Returns the middle of a span, in a row that is in sight. */
    private int[] middle(int row, Span span) {
        return new int[] {
            scale().x(span.start() + span.nanos() / 2),
            view.canvas().layout().rowTop(row) + view.canvas().layout().line() - 5
        };
    }

    private void key(int code) {
        screen.key(canvas, code, (char) 0, 0);
    }

    private void type(char character) {
        screen.key(canvas, character, character, 0);
    }

    private void click(int[] point) {
        screen.mouse(canvas, SWT.MouseDown, point[0], point[1], 1, 0);
        screen.mouse(canvas, SWT.MouseUp, point[0], point[1], 1, 0);
    }

    @Test
    void spansHaveTheColoursOfTheirStages() {
        ImageData picture = screen.picture(canvas);

        for (int row = 0; row < 5; row++) {
            for (Span hop : packet(row).hops()) {
                int[] at = middle(row, hop);
                assertThat(Screen.rgb(picture, at[0] - 2, at[1]))
                        .as("row %d, %s", row, hop.stage())
                        .isEqualTo(hop.stage().rgb());
            }
        }
    }

    @Test
    void dropsAreMarked() {
        waterfall().fit(waterfall().packets().get(9));
        view.canvas().changed();
        ImageData picture = screen.picture(canvas);

        Packet dropped = waterfall().packets().get(9);
        int row = ByBegin.indexIn(waterfall().rows(), dropped) - waterfall().top();
        Span drop = dropped.marks().get(dropped.marks().size() - 1);
        Layout layout = view.canvas().layout();
        Theme theme = SystemTheme.of(canvas.getDisplay());
        assertThat(drop.kind()).isEqualTo(SpanKind.DROP);
        assertThat(
                        Screen.rgb(
                                picture,
                                scale().x(drop.start()),
                                layout.rowTop(row) + layout.line() / 2))
                .isEqualTo(theme.bad());
    }

    @Test
    void keysAloneReachEverySpan() {
        key(SWT.ARROW_DOWN);
        assertThat(waterfall().selection().packet()).isEqualTo(packet(0));
        key(SWT.ARROW_DOWN);
        key(SWT.ARROW_RIGHT);
        key(SWT.ARROW_RIGHT);
        assertThat(waterfall().selection().span().stage()).isEqualTo(Stage.TCP);
        assertThat(view.details().facts().getText()).contains("What: TCP tcp_v4_rcv");

        key(SWT.CR);
        assertThat(waterfall().visible().nanos())
                .isLessThan(2 * waterfall().selection().packet().nanos());
        key(SWT.END);
        key(SWT.HOME);
        type('0');
        assertThat(waterfall().visible()).isEqualTo(waterfall().bounds());
        type('+');
        assertThat(waterfall().visible().nanos()).isLessThan(waterfall().bounds().nanos());
        type('-');
        assertThat(waterfall().visible()).isEqualTo(waterfall().bounds());
    }

    @Test
    void aClickSelectsAndTheOtherViewsFollow() {
        Span hop = packet(2).hops().get(3);

        click(middle(2, hop));

        assertThat(waterfall().selection()).isEqualTo(Selection.of(packet(2), hop));
        assertThat(shown).hasSize(1);
        assertThat(shown.get(0).getAggregate(Aggregators.count()).longValue()).isEqualTo(1);
        assertThat(view.details().kernelStack().getItem(0).getText()).isEqualTo("tcp_v4_rcv+0x1f");
        assertThat(view.details().javaStack().getItem(0).getText()).contains("Traffic");
    }

    @Test
    void aDoubleClickShowsTheWholeWay() {
        Packet packet = packet(2);
        int[] point = middle(2, packet.hops().get(0));

        click(point);
        screen.mouse(canvas, SWT.MouseDoubleClick, point[0], point[1], 2, 0);
        screen.mouse(canvas, SWT.MouseUp, point[0], point[1], 2, 0);

        assertThat(waterfall().visible().contains(packet.begin(), packet.end())).isTrue();
        assertThat(waterfall().visible().nanos()).isLessThan(2 * packet.nanos());
    }

    @Test
    void theWheelScrollsAndZoomsAtThePointer() {
        screen.mouse(canvas, SWT.MouseVerticalWheel, 600, 300, -3, 0);
        assertThat(waterfall().top()).isEqualTo(3);
        assertThat(canvas.getVerticalBar().getSelection()).isEqualTo(3);

        long before = scale().time(600);
        screen.mouse(canvas, SWT.MouseVerticalWheel, 600, 300, 3, SWT.MOD1);
        assertThat(waterfall().visible().nanos()).isLessThan(waterfall().bounds().nanos());
        assertThat(scale().x(before)).isBetween(599, 601);
    }

    @Test
    void draggingChoosesThatTime() {
        Layout layout = view.canvas().layout();
        long from = scale().time(500);
        long to = scale().time(700);

        screen.mouse(canvas, SWT.MouseDown, 700, layout.rowTop(2), 1, 0);
        screen.mouse(canvas, SWT.MouseMove, 500, layout.rowTop(4), 0, SWT.BUTTON1);
        screen.mouse(canvas, SWT.MouseUp, 500, layout.rowTop(4), 1, SWT.BUTTON1);

        assertThat(waterfall().visible()).isEqualTo(new TimeRange(from, to));
    }

    @Test
    void aSocketCanBeChosen() {
        assertThat(view.flows().getItems()).hasSize(4);

        view.flows().select(1);
        view.flows().notifyListeners(SWT.Selection, new Event());

        assertThat(waterfall().packets()).hasSize(20);
        assertThat(waterfall().packets()).extracting(Packet::flow).containsOnly(2L);
    }

    @Test
    void theTipSaysWhatIsAtThePointer() {
        Span hop = packet(1).hops().get(5);
        int[] at = middle(1, hop);

        screen.mouse(canvas, SWT.MouseMove, at[0], at[1], 0, 0);

        assertThat(canvas.getToolTipText())
                .startsWith("TRANSMIT tcp_v4_rcv, ")
                .contains(PacketText.label(packet(1)));
    }

    /** For people to look at. */
    @Test
    void picture() {
        waterfall().lookAtSome();
        view.canvas().changed();
        for (int i = 0; i < 9; i++) {
            key(SWT.ARROW_DOWN);
        }
        key(SWT.ARROW_RIGHT);
        key(SWT.ARROW_RIGHT);

        ImageData picture = screen.picture(screen.shell());

        Screen.save(picture, Path.of("target/waterfall.png"));
        assertThat(picture.width).isGreaterThan(1_000);
    }
}
