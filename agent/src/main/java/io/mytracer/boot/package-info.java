/**
 * What the woven methods of the JDK call. Its classes are defined on the boot loader, the only one
 * that java.base links to, and know nothing but the JDK and the events beside them.
 */
package io.mytracer.boot;
