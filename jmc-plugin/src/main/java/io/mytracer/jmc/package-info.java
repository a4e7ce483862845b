/**
 * Rules for JDK Mission Control, each for one question that a reader of a recording may have. They
 * show the findings of {@code io.mytracer.diagnosis}, which the command {@code report} shows, too.
 */
package io.mytracer.jmc;
