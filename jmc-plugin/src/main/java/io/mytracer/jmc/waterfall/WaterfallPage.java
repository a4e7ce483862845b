package io.mytracer.jmc.waterfall;

import org.eclipse.jface.resource.ImageDescriptor;
import org.eclipse.swt.layout.FillLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Display;
import org.eclipse.ui.forms.widgets.Form;
import org.eclipse.ui.forms.widgets.FormToolkit;
import org.openjdk.jmc.common.IState;
import org.openjdk.jmc.common.IWritableState;
import org.openjdk.jmc.common.item.IItem;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.item.IItemFilter;
import org.openjdk.jmc.common.item.ItemCollectionToolkit;
import org.openjdk.jmc.common.item.ItemFilters;
import org.openjdk.jmc.flightrecorder.ui.IDisplayablePage;
import org.openjdk.jmc.flightrecorder.ui.IPageContainer;
import org.openjdk.jmc.flightrecorder.ui.IPageDefinition;
import org.openjdk.jmc.flightrecorder.ui.IPageUI;
import org.openjdk.jmc.flightrecorder.ui.common.FlavorSelector;
import org.openjdk.jmc.flightrecorder.ui.common.FlavorSelector.FlavorSelectorState;

import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * The page of one recording. JMC keeps it while the recording is open, and has it displayed anew
 * each time the user comes back; packets are read once, besides the thread of the window.
 */
final class WaterfallPage implements IDisplayablePage {
    private static final String SASH = "sash";

    private final IPageDefinition definition;
    private final IItemCollection items;
    private final FlavorSelectorState selected = new FlavorSelectorState();
    private CompletableFuture<Trace> trace;

    WaterfallPage(IPageDefinition definition, IItemCollection items) {
        this.definition = definition;
        this.items = items;
    }

    @Override
    public String getName() {
        return definition.getName();
    }

    @Override
    public String getDescription() {
        return definition.getDescription();
    }

    @Override
    public ImageDescriptor getImageDescriptor() {
        return definition.getImageDescriptor();
    }

    @Override
    public IItemFilter getDefaultSelectionFilter() {
        return ItemFilters.type(SpanKind.ALL.stream().map(SpanKind::event).toArray(String[]::new));
    }

    @Override
    public IPageUI display(
            Composite parent, FormToolkit toolkit, IPageContainer editor, IState state) {
        Form form = toolkit.createForm(parent);
        form.setText(getName());
        toolkit.decorateFormHeading(form);
        form.getBody().setLayout(new FillLayout());
        WaterfallView view =
                new WaterfallView(form.getBody(), selection -> editor.showSelection(of(selection)));
        SashState.read(state, SASH, view.sash());
        read(view, parent.getDisplay());
        FlavorSelector.itemsWithTimerange(
                form,
                getDefaultSelectionFilter(),
                items,
                editor,
                (chosen, range) -> view.showOnly(chosen == null ? null : TraceReader.ids(chosen)),
                selected);
        return new IPageUI() {
            @Override
            public void saveTo(IWritableState into) {
                SashState.write(into, SASH, view.sash());
            }
        };
    }

    private void read(WaterfallView view, Display display) {
        if (trace == null) {
            trace = CompletableFuture.supplyAsync(() -> TraceReader.read(items));
        }
        // Its failure is that of a display which is gone.
        CompletableFuture<Trace> unused =
                trace.whenComplete(
                        (read, problem) ->
                                display.asyncExec(
                                        () -> {
                                            if (view.isDisposed()) {
                                                return;
                                            }
                                            if (problem == null) {
                                                view.show(read);
                                            } else {
                                                view.fail(problem);
                                            }
                                        }));
    }

    /** What JMC's other views are to show of a selection. */
    static IItemCollection of(Selection selection) {
        Stream<IItem> events = Stream.empty();
        if (selection.operation() != null) {
            events = Stream.of(selection.operation().event());
        } else if (selection.span() != null) {
            events = Stream.of(selection.span().event());
        } else if (selection.packet() != null) {
            Packet packet = selection.packet();
            events =
                    Stream.concat(
                            packet.spans().stream().map(Span::event),
                            Stream.ofNullable(packet.path()));
        }
        return ItemCollectionToolkit.build(events);
    }
}
