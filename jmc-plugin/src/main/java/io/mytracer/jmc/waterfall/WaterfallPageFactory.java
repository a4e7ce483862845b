package io.mytracer.jmc.waterfall;

import org.eclipse.jface.resource.ImageDescriptor;
import org.openjdk.jmc.common.IState;
import org.openjdk.jmc.flightrecorder.ui.IDataPageFactory;
import org.openjdk.jmc.flightrecorder.ui.IDisplayablePage;
import org.openjdk.jmc.flightrecorder.ui.IPageContainer;
import org.openjdk.jmc.flightrecorder.ui.IPageDefinition;
import org.openjdk.jmc.flightrecorder.ui.StreamModel;

/** Makes the page of the packet waterfall; named in plugin.xml, for JMC only. Thread-safe. */
public final class WaterfallPageFactory implements IDataPageFactory {

    /** As JMC makes it, by plugin.xml. */
    public WaterfallPageFactory() {}

    @Override
    public String getName(IState state) {
        return "Packet Waterfall";
    }

    @Override
    public String getDescription(IState state) {
        return "Packets one below the other, with the parts of the kernel they passed, verdicts and"
                + " drops on the way, and what Java threads did with their sockets meanwhile.";
    }

    @Override
    public ImageDescriptor getImageDescriptor(IState state) {
        return PageIcon.descriptor();
    }

    @Override
    public IDisplayablePage createPage(
            IPageDefinition definition, StreamModel items, IPageContainer editor) {
        return new WaterfallPage(definition, items.getItems());
    }
}
