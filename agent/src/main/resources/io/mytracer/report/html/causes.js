// Drops by reason, verdicts by rule, resets by cause, what was sent again, and how packets ended.

function ruleText([, hook, family, table, chain, rule]) {
    const where = [family, table, chain === hook ? null : chain].filter(Boolean).join(" ");
    return `${hook ?? "?"}: ${where || "?"}${rule ? `, ${rule === "policy" ? "policy" : `rule ${rule}`}` : ""}`;
}

function drawCauses() {
    const holder = byId("cause-tables");
    holder.append(
        causeTable("Drops by reason", data.drops, ["Reason", "Where", "Stage"],
            ([, stage, reason, location]) => [reason ?? "no reason told", el("code", {}, location ?? "–"), stage ?? "–"],
            ([, , reason]) => (reason ? `reason:${quoted(reason)}` : "has:drop"), "bad", "No packet was dropped."),
        causeTable("Resets by cause", data.resets, ["Cause", "Reason", "State"],
            ([direction, reason, cause, state]) => [`${direction}: ${cause ?? "no cause told"}`, reason ?? "–", state ?? "–"],
            ([, reason]) => (reason ? `has:reset reason:${quoted(reason)}` : "has:reset"), "bad", "No connection was reset."),
        causeTable("Verdicts of netfilter by rule", data.verdicts, ["Rule", "Verdict", "Longest"],
            (key, row) => [ruleText(key), verdictChip(key[6]), time(row[3])],
            (key) => `function:${quoted(`${key[2]} ${key[3]}: ${key[4]} ${key[5]}`)}`, "plain",
            "No table of netfilter decided about a packet, or verdicts were not recorded."),
        causeTable("Sent again by TCP", data.retransmits, ["Kind", "State"],
            ([kind, state]) => [kind ?? "–", state ?? "–"],
            ([kind]) => (kind ? `has:retransmit reason:${quoted(kind)}` : "has:retransmit"), "warn", "Nothing was sent again."),
        causeTable("How packets ended", data.outcomes, ["Outcome", "Mean time in the kernel"],
            ([outcome], row) => [outcome ?? "–", time(row[2] / row[1])],
            ([outcome]) => `outcome:${quoted(outcome ?? "")}`, "plain", "The recording does not tell."));
}

function verdictChip(verdict) {
    const bad = (verdict ?? "").startsWith("DROP");
    return el("span", { class: bad ? "chip bad" : "chip" }, verdict ?? "–");
}

function causeTable(title, tally, heads, cells, search, tone, none) {
    if (tally.rows.length === 0) {
        return el("div", { class: "cause empty" }, el("h3", {}, title), el("p", {}, none));
    }
    const most = tally.rows[0][1];
    const body = tally.rows.slice(0, 50).map((row) => {
        const meter = el("span", { class: `meter ${tone}` });
        meter.style.width = `${(100 * row[1]) / most}%`;
        return el("tr", {},
            el("td", { class: "number" }, el("button", {
                type: "button", class: "link", onclick: () => searchFor(search(row[0])),
                "aria-label": `Show these ${row[1]} packets`,
            }, number(row[1])), meter),
            cells(row[0], row).map((cell) => el("td", {}, cell)),
            el("td", { class: "when" }, fromTo(row[4], row[5])));
    });
    const more = tally.rows.length - body.length;
    return el("div", { class: "cause" }, el("h3", {}, title), el("div", { class: "scroll" }, el("table", {},
        el("thead", {}, el("tr", {}, ["Times", ...heads, "When"].map((head) => el("th", { scope: "col" }, head)))),
        el("tbody", {}, body))),
    more || tally.leftOut ? el("p", {}, `${number(more + tally.leftOut)} more are not shown.`) : null);
}
