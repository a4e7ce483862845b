package org.openjdk.jmc.flightrecorder.ui;

import org.eclipse.jface.resource.ImageDescriptor;

/** Stands for JMC's type of this name, which only JMC implements. */
public interface IPageDefinition {

    String getName();

    String getDescription();

    ImageDescriptor getImageDescriptor();
}
