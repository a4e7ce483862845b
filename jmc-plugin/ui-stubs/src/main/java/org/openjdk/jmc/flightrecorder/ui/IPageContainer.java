package org.openjdk.jmc.flightrecorder.ui;

import org.openjdk.jmc.common.item.IItemCollection;

/** Stands for JMC's type of this name, which only JMC implements. */
public interface IPageContainer {

    void showSelection(IItemCollection items);
}
