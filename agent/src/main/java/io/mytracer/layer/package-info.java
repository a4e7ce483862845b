/**
 * Between launcher and agent: makes the jar a named module in a layer of its own, apart from the
 * application's classes, and gives native access to that module only.
 */
package io.mytracer.layer;
