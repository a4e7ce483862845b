/** What a user writes to choose packets: in options of the agent, and in settings of events. */
package io.mytracer.filter;
