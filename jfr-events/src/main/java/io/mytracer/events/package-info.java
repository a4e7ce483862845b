/**
 * The JFR events of mytracer; their names and fields are its public API. Nothing here needs more
 * than {@code jdk.jfr}.
 */
package io.mytracer.events;
