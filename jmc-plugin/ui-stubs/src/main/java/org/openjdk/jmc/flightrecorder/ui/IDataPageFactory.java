package org.openjdk.jmc.flightrecorder.ui;

import org.eclipse.jface.resource.ImageDescriptor;
import org.openjdk.jmc.common.IState;

/** Stands for JMC's type of this name. */
public interface IDataPageFactory {

    String getName(IState state);

    default String getDescription(IState state) {
        return null;
    }

    ImageDescriptor getImageDescriptor(IState state);

    IDisplayablePage createPage(
            IPageDefinition definition, StreamModel items, IPageContainer editor);
}
