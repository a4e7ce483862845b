package org.openjdk.jmc.flightrecorder.ui;

import org.openjdk.jmc.common.IStateful;

/** Stands for JMC's type of this name. */
public interface IPageUI extends IStateful {}
