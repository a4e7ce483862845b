package io.mytracer.jmc.pages;

import org.openjdk.jmc.common.item.IItemFilter;

/**
 * A lane that each thread has on a page of JMC's factory "threads".
 *
 * @param name as the user sees it
 * @param filter of its events; JMC's dialog keeps only lanes whose filter is a set of types
 */
public record Lane(String name, IItemFilter filter) {}
