package io.mytracer.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.SettingDefinition;

/** A table of iptables, or a base chain of nftables, decided; the duration is the time inside. */
@Name("mytracer.NetfilterVerdict")
@Label("Netfilter Verdict")
@Description("A packet filter of the Linux kernel decided about a packet")
@Category({"mytracer", "Netfilter"})
public final class NetfilterVerdict extends PacketEvent {
    /** Verdict of a packet that may go on. */
    public static final String ACCEPT = "ACCEPT";

    /** An event with nothing filled in. */
    public NetfilterVerdict() {}

    @Label("Family")
    @Description("Family of the table: ip, ip6, inet, bridge or netdev; null where unknown")
    public String family;

    @Label("Table")
    @Description("Name of the table, such as filter; null where unknown")
    public String table;

    @Label("Base Chain")
    @Description(
            "Chain where the evaluation began: of iptables named after the hook, of nftables as "
                    + "the ruleset names it; null where unknown")
    public String baseChain;

    @Label("Chain")
    @Description("Chain in which the verdict fell; null where unknown")
    public String chain;

    @Label("Hook")
    @Description("Place of the evaluation, such as PREROUTING or OUTPUT; null where unknown")
    public String hook;

    @Label("Rule")
    @Description(
            "Rule that decided: its number in the chain as iptables -L --line-numbers shows it, "
                    + "'handle N' as nft -a list ruleset shows it, or 'policy' where no rule "
                    + "decided; null where unknown")
    public String rule;

    @Label("Rule Inferred")
    @Description(
            "True where the rule was concluded from what was counted, since the kernel evaluated "
                    + "other packets at the same time")
    public boolean ruleInferred;

    @Label("Verdict")
    @Description("ACCEPT, DROP, STOLEN, QUEUE with the number of the queue, REPEAT or STOP")
    public String verdict;

    @Label("Kernel Stack")
    @Description(
            "Frames of the kernel stack, innermost first, one line each as "
                    + "symbol+0xoffset; null where none was taken")
    public String kernelStack;

    /** Asked by JFR on commit. */
    @SettingDefinition
    @Name("accepted")
    @Label("Accepted")
    @Description("Whether verdicts that let a packet go on are recorded, too")
    boolean accepted(AcceptedSetting setting) {
        return setting.accepts(verdict);
    }
}
