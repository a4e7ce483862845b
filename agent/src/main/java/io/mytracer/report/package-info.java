/**
 * What a recording tells, in words: findings with their proof, time per stage, and whether the
 * network or an application takes it. Data goes from {@link io.mytracer.report.ReportReader} into
 * the parts, and from these into {@link io.mytracer.report.TextReport}.
 */
package io.mytracer.report;
