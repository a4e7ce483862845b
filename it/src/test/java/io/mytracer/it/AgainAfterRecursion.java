package io.mytracer.it;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/**
 * Runs a test again where the kernel has left a program out, since an interrupt came in the midst
 * of the same one. The recording says so; but what a test counts is not all there then.
 */
final class AgainAfterRecursion implements InvocationInterceptor {
    private static final int MOST = 3;

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        run(invocation, method, context);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        run(invocation, method, context);
    }

    private static void run(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        try {
            invocation.proceed();
        } catch (RecursionLoss loss) {
            again(loss, method, context);
        }
    }

    private static void again(
            RecursionLoss first,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        RecursionLoss loss = first;
        Method test = method.getExecutable();
        test.setAccessible(true);
        for (int i = 0; i < MOST; i++) {
            context.publishReportEntry("again", loss.getMessage());
            try {
                test.invoke(method.getTarget().orElseThrow(), method.getArguments().toArray());
                return;
            } catch (InvocationTargetException e) {
                if (!(e.getCause() instanceof RecursionLoss next)) {
                    throw e.getCause();
                }
                loss = next;
            }
        }
        throw loss;
    }
}
