package io.mytracer.it.vm;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** For tests that are about the guest's kernel; elsewhere they are skipped. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("vm")
@EnabledIfSystemProperty(
        named = InGuest.KERNEL,
        matches = ".+",
        disabledReason = "runs in guests only: ./test --kernels=all")
@interface InGuest {
    /** System property: the series of kernels that the guest was to be started with. */
    String KERNEL = "mytracer.vm.kernel";
}
