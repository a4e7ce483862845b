package io.mytracer.jmc.waterfall;

import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.SashForm;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.program.Program;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The page without what JMC puts around it: choice of packets, waterfall and details. For the
 * thread of the window.
 */
final class WaterfallView {
    /** A longer list is no choice. */
    private static final int MAX_FLOWS = 500;

    private final Composite body;
    private final SashForm sash;
    private final Label note;
    private final Combo flows;
    private final WaterfallCanvas canvas;
    private final DetailPane details;
    private final Consumer<Selection> onSelect;
    private PacketChoice choice = PacketChoice.ALL;
    private Trace trace;
    private List<Flow> sockets = List.of();

    /**
     * A view of packets that are still being read.
     *
     * @param onSelect told what the user selects
     */
    WaterfallView(Composite parent, Consumer<Selection> onSelect) {
        this.onSelect = onSelect;
        body = new Composite(parent, SWT.NONE);
        body.setLayout(new GridLayout(4, false));
        new Label(body, SWT.NONE).setText("Socket:");
        flows = new Combo(body, SWT.READ_ONLY);
        flows.setItems("All sockets");
        flows.select(0);
        flows.addListener(SWT.Selection, event -> choose(now -> now.withFlow(flow())));
        Button onlyBad = new Button(body, SWT.CHECK);
        onlyBad.setText("Only dropped, refused, reset or sent again");
        onlyBad.addListener(
                SWT.Selection, event -> choose(now -> now.withOnlyBad(onlyBad.getSelection())));
        note = new Label(body, SWT.NONE);
        note.setText("Reading packets …");
        note.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false));
        sash = new SashForm(body, SWT.VERTICAL);
        sash.setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true, 4, 1));
        canvas = new WaterfallCanvas(sash, this::selected);
        details = new DetailPane(sash, Program::launch, onSelect);
        sash.setWeights(3, 1);
    }

    /** Shows the packets of a recording. */
    void show(Trace read) {
        trace = read;
        sockets = read.flows();
        sockets = sockets.subList(0, Math.min(MAX_FLOWS, sockets.size()));
        for (Flow socket : sockets) {
            flows.add(socket.label());
        }
        note.setText("");
        canvas.show(new Waterfall(read));
        choose(now -> now);
        body.layout();
    }

    /** Says why there are no packets. */
    void fail(Throwable problem) {
        note.setText("The packets cannot be read: " + problem);
    }

    /**
     * Shows some packets only.
     *
     * @param ids their numbers; null for all
     */
    void showOnly(Set<Long> ids) {
        choose(now -> now.withIds(ids));
    }

    private Long flow() {
        int index = flows.getSelectionIndex();
        return index <= 0 ? null : sockets.get(index - 1).id();
    }

    private void choose(UnaryOperator<PacketChoice> change) {
        choice = change.apply(choice);
        if (trace == null) {
            return;
        }
        canvas.waterfall().show(trace.packets().stream().filter(choice::has).toList());
        canvas.waterfall().lookAtSome();
        canvas.changed();
    }

    private void selected(Selection selection) {
        details.show(Details.of(selection, trace), trace.kernel());
        onSelect.accept(selection);
    }

    WaterfallCanvas canvas() {
        return canvas;
    }

    DetailPane details() {
        return details;
    }

    Combo flows() {
        return flows;
    }

    SashForm sash() {
        return sash;
    }

    boolean isDisposed() {
        return body.isDisposed();
    }
}
