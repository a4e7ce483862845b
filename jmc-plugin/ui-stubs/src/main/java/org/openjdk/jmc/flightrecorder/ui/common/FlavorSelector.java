package org.openjdk.jmc.flightrecorder.ui.common;

import org.eclipse.ui.forms.widgets.Form;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.item.IItemFilter;
import org.openjdk.jmc.common.unit.IQuantity;
import org.openjdk.jmc.common.unit.IRange;
import org.openjdk.jmc.flightrecorder.ui.IPageContainer;

import java.util.function.BiConsumer;

/** Stands for JMC's type of this name: what was selected on other pages, in the head of a page. */
public class FlavorSelector {

    FlavorSelector() {}

    /** What the user chose, kept while other pages are shown. */
    public static class FlavorSelectorState {

        /** Nothing chosen. */
        public FlavorSelectorState() {}
    }

    /** As JMC's: at once tells that nothing is selected, by no items. */
    public static FlavorSelector itemsWithTimerange(
            Form form,
            IItemFilter filter,
            IItemCollection items,
            IPageContainer pageContainer,
            BiConsumer<IItemCollection, IRange<IQuantity>> onSelect,
            FlavorSelectorState flavorSelectorState) {
        onSelect.accept(null, null);
        return new FlavorSelector();
    }
}
