/**
 * Rules for JDK Mission Control that judge the events of mytracer in a recording, each by one
 * question. They read events by name, so they need nothing of the agent.
 */
package io.mytracer.jmc;
