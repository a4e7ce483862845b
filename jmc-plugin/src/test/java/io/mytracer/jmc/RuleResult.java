package io.mytracer.jmc;

import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.unit.IQuantity;
import org.openjdk.jmc.common.util.IPreferenceValueProvider;
import org.openjdk.jmc.flightrecorder.rules.IResult;
import org.openjdk.jmc.flightrecorder.rules.IRule;
import org.openjdk.jmc.flightrecorder.rules.ResultProvider;
import org.openjdk.jmc.flightrecorder.rules.ResultToolkit;
import org.openjdk.jmc.flightrecorder.rules.Severity;
import org.openjdk.jmc.flightrecorder.rules.TypedResult;

import java.util.List;
import java.util.concurrent.RunnableFuture;

/** What a rule says of a recording, as a reader gets to see it. */
record RuleResult(
        IResult result, Severity severity, String summary, String explanation, String solution) {

    /** The rules that there are. */
    static final List<String> IDS =
            List.of(
                    "mytracer.AcceptQueueRule",
                    "mytracer.ConnectRule",
                    "mytracer.ConnectionResetRule",
                    "mytracer.FirewallRule",
                    "mytracer.KernelTimeRule",
                    "mytracer.PacketDropRule",
                    "mytracer.QueueDelayRule",
                    "mytracer.RetransmissionRule",
                    "mytracer.SlowReaderRule",
                    "mytracer.TracerRule");

    static RuleResult of(IRule rule, IItemCollection items) throws Exception {
        return of(rule, items, IPreferenceValueProvider.DEFAULT_VALUES);
    }

    static RuleResult of(IRule rule, IItemCollection items, IPreferenceValueProvider limits)
            throws Exception {
        RunnableFuture<IResult> evaluation =
                rule.createEvaluation(items, limits, new ResultProvider());
        evaluation.run();
        IResult result = evaluation.get();
        return new RuleResult(
                result,
                result.getSeverity(),
                text(result, result.getSummary()),
                text(result, result.getExplanation()),
                text(result, result.getSolution()));
    }

    /** JMC keeps number and unit together with a space that does not break. */
    private static String text(IResult result, String template) {
        String text = ResultToolkit.populateMessage(result, template, false);
        return text == null ? null : text.replace('\u00a0', ' ');
    }

    double score() {
        return result.getResult(TypedResult.SCORE).doubleValue();
    }

    long number(TypedResult<IQuantity> type) {
        return result.getResult(type).longValue();
    }
}
