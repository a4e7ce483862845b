/**
 * The JVM's own sockets as the JDK uses them: which descriptor is which flow, and the events that
 * tell what the application does with it. It runs in the application's threads.
 */
package io.mytracer.socket;
