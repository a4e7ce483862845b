/**
 * What pages.xml says, and whether a recording has it. The tests of whole JVMs use this package,
 * too.
 */
package io.mytracer.jmc.pages;
