/**
 * The packet waterfall: a page of JDK Mission Control with packets as rows and the parts of the
 * kernel they passed as coloured spans. What is shown is decided by {@link
 * io.mytracer.jmc.waterfall.Waterfall} and drawn through {@link io.mytracer.jmc.waterfall.Surface},
 * both without SWT; the classes of the window only hand over keys, pointer and colours.
 */
package io.mytracer.jmc.waterfall;
