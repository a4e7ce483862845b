/**
 * The JVMs of this machine, as {@code /proc} shows them, and the way into one of them by the JDK's
 * attach API.
 */
package io.mytracer.attach;
