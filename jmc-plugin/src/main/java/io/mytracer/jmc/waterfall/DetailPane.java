package io.mytracer.jmc.waterfall;

import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.SashForm;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.swt.widgets.Text;

import java.util.List;
import java.util.function.Consumer;

/**
 * What is to be said of the selection: facts, the kernel's stack and Java's. Enter or a double
 * click on a kernel frame opens its source, on a Java frame hands its call on. For the thread of
 * the window.
 */
final class DetailPane {
    private static final String HINT =
            "Click a span, or go there with the arrow keys. Ctrl and wheel, or + and -, zoom; drag"
                    + " a range to see it; 0 shows all, Enter the whole way of a packet.";

    private final SashForm sash;
    private final Text facts;
    private final Label kernelTitle;
    private final Table kernel;
    private final Label javaTitle;
    private final Table java;
    private final Consumer<String> browser;
    private final Consumer<Selection> onCall;
    private String release;
    private JavaOperation call;

    /**
     * A pane that says nothing yet.
     *
     * @param browser opens an address
     * @param onCall told of a call of Java whose stack the user asks for
     */
    DetailPane(Composite parent, Consumer<String> browser, Consumer<Selection> onCall) {
        this.browser = browser;
        this.onCall = onCall;
        sash = new SashForm(parent, SWT.HORIZONTAL);
        facts = new Text(column("Selected"), SWT.MULTI | SWT.READ_ONLY | SWT.V_SCROLL | SWT.WRAP);
        facts.setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true));
        facts.setText(HINT);
        Composite middle = column("Kernel stack");
        kernelTitle = (Label) middle.getChildren()[0];
        kernel = table(middle, "Enter or double click: source of the function");
        kernel.addListener(SWT.DefaultSelection, event -> open((TableItem) event.item));
        Composite right = column("Java stack");
        javaTitle = (Label) right.getChildren()[0];
        java = table(right, "Enter or double click: the call in the Stack Trace view");
        java.addListener(SWT.DefaultSelection, event -> handOn());
        sash.setWeights(4, 3, 4);
    }

    private Composite column(String title) {
        Composite column = new Composite(sash, SWT.NONE);
        GridLayout layout = new GridLayout();
        layout.marginWidth = 0;
        layout.marginHeight = 0;
        column.setLayout(layout);
        Label label = new Label(column, SWT.NONE);
        label.setText(title);
        label.setLayoutData(new GridData(SWT.FILL, SWT.TOP, true, false));
        return column;
    }

    private static Table table(Composite column, String tip) {
        Table table =
                new Table(column, SWT.SINGLE | SWT.FULL_SELECTION | SWT.V_SCROLL | SWT.H_SCROLL);
        table.setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true));
        table.setToolTipText(tip);
        return table;
    }

    void show(Details details, String kernelRelease) {
        release = kernelRelease;
        call = details.javaStack().call();
        StringBuilder text = new StringBuilder();
        for (Details.Fact fact : details.facts()) {
            text.append(fact.name()).append(": ").append(fact.value()).append(Text.DELIMITER);
        }
        facts.setText(text.toString());
        kernelTitle.setText(
                details.kernelStack().isEmpty() ? "No kernel stack was taken" : "Kernel stack");
        fill(kernel, details.kernelStack());
        for (TableItem frame : kernel.getItems()) {
            frame.setForeground(kernel.getDisplay().getSystemColor(SWT.COLOR_LINK_FOREGROUND));
        }
        javaTitle.setText(details.javaStack().title());
        fill(java, details.javaStack().frames());
    }

    private static void fill(Table table, List<String> lines) {
        table.removeAll();
        for (String line : lines) {
            new TableItem(table, SWT.NONE).setText(line);
        }
    }

    private void open(TableItem frame) {
        String address = KernelSource.address(frame.getText(), release);
        if (address != null) {
            browser.accept(address);
        }
    }

    private void handOn() {
        if (call != null) {
            onCall.accept(Selection.of(call));
        }
    }

    SashForm control() {
        return sash;
    }

    Text facts() {
        return facts;
    }

    Table kernelStack() {
        return kernel;
    }

    Table javaStack() {
        return java;
    }
}
