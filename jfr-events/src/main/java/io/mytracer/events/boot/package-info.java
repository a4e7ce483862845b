/**
 * The events that the application's own threads write, on their way through the JDK's socket
 * classes. Their classes are defined on the boot loader, where java.base can link to them, and may
 * refer to nothing but the JDK and what is defined there beside them.
 */
package io.mytracer.events.boot;
