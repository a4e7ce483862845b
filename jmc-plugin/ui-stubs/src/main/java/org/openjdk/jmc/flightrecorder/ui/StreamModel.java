package org.openjdk.jmc.flightrecorder.ui;

import org.openjdk.jmc.common.item.IItemCollection;

/** Stands for JMC's type of this name: the events of a recording. */
public class StreamModel {
    private final IItemCollection items;

    /** JMC's own constructor takes other things, and is not for pages. */
    StreamModel(IItemCollection items) {
        this.items = items;
    }

    /** Returns all events. */
    public IItemCollection getItems() {
        return items;
    }
}
