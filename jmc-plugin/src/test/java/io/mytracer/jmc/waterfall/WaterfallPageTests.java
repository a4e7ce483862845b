package io.mytracer.jmc.waterfall;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.jface.resource.ImageDescriptor;
import org.eclipse.swt.custom.SashForm;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.ui.forms.widgets.FormToolkit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openjdk.jmc.common.IState;
import org.openjdk.jmc.common.item.Aggregators;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.util.StateToolkit;
import org.openjdk.jmc.flightrecorder.ui.IPageDefinition;
import org.openjdk.jmc.flightrecorder.ui.IPageUI;

import java.util.stream.Stream;

/** The page as JMC makes and shows it. */
@ExtendWith(VirtualScreen.class)
class WaterfallPageTests {
    private static final IItemCollection ITEMS = record();

    private static IItemCollection record() {
        try {
            return Script.record(
                    script -> {
                        script.hop(1, "TCP", "tcp_v4_rcv", 1, 100);
                        script.of(1, 8, "IN").drop(2, "NO_SOCKET", 200);
                    });
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** What JMC knows of the page. */
    private record Definition() implements IPageDefinition {
        @Override
        public String getName() {
            return "Packet Waterfall";
        }

        @Override
        public String getDescription() {
            return "Ways of packets";
        }

        @Override
        public ImageDescriptor getImageDescriptor() {
            return new WaterfallPageFactory().getImageDescriptor(null);
        }
    }

    @Test
    void packetsAppearAndTheUsersRoomIsKept() throws Exception {
        WaterfallPage page = new WaterfallPage(new Definition(), ITEMS);
        try (Screen screen = new Screen()) {
            IPageUI ui = display(page, screen, null);
            screen.open();
            Combo sockets = find(screen.shell(), Combo.class);
            screen.await(() -> sockets.getItemCount() == 3);
            find(screen.shell(), SashForm.class).setWeights(1, 4);

            IState kept = StateToolkit.fromXMLString(StateToolkit.toXMLString(ui));
            Stream.of(screen.shell().getChildren()).forEach(Control::dispose);
            display(page, screen, kept);
            screen.shell().layout();
            screen.settle();

            int[] weights = find(screen.shell(), SashForm.class).getWeights();
            assertThat(weights[1]).isBetween(3 * weights[0], 5 * weights[0]);
            assertThat(find(screen.shell(), Combo.class).getItemCount()).isEqualTo(3);
        }
    }

    @Test
    void aPageThatIsLeftAtOnceIsNoFault() {
        try (Screen screen = new Screen()) {
            display(new WaterfallPage(new Definition(), ITEMS), screen, null);
        }
    }

    @Test
    void withoutASelectionTheOtherViewsHaveAllThatHappenedToPackets() {
        WaterfallPage page = new WaterfallPage(new Definition(), ITEMS);

        assertThat(
                        ITEMS.apply(page.getDefaultSelectionFilter())
                                .getAggregate(Aggregators.count())
                                .longValue())
                .isEqualTo(2);
        assertThat(page.getName()).isEqualTo(new WaterfallPageFactory().getName(null));
        assertThat(page.getImageDescriptor().getImageData(200).width).isEqualTo(32);
    }

    private static IPageUI display(WaterfallPage page, Screen screen, IState state) {
        FormToolkit toolkit = new FormToolkit(screen.shell().getDisplay());
        return page.display(screen.shell(), toolkit, items -> {}, state);
    }

    private static <T extends Control> T find(Composite parent, Class<T> type) {
        T found = search(parent, type);
        assertThat(found).isNotNull();
        return found;
    }

    private static <T extends Control> T search(Composite parent, Class<T> type) {
        for (Control child : parent.getChildren()) {
            if (child.getClass() == type) {
                return type.cast(child);
            }
            T below = child instanceof Composite inner ? search(inner, type) : null;
            if (below != null) {
                return below;
            }
        }
        return null;
    }
}
