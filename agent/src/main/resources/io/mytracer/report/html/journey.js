// The journey of one packet: each place with its time, and what was decided about it.

const journey = { logarithmic: null, explanations: true };

function showJourney(packet) {
    const first = packets.first[packet];
    const last = packets.first[packet + 1];
    const { both, protocol } = endsText(packets.ends[packet]);
    const flags = texts[packets.flags[packet]];
    const hops = rows.kind.slice(first, last).filter((kind) => kind === KIND.HOP).length;
    const facts = [
        ["Thread", texts[packets.thread[packet]]],
        ["Flow", packets.flow[packet] === 0 ? null : String(packets.flow[packet])],
        ["Direction", texts[packets.direction[packet]]],
        ["Numbers", packets.seq[packet] || packets.ack[packet] ? `seq ${packets.seq[packet]}, ack ${packets.ack[packet]}` : null],
        ["Far side", texts[packets.farSide[packet]]],
        ["Cut from packet", linkTo(packets.origin[packet])],
        ["Merged into packet", linkTo(packets.mergedInto[packet])],
        ["Hops", packets.hops[packet] > hops && !isCall(packet) ? `${hops} of ${packets.hops[packet]}: the others are not recorded, or left out here` : null],
    ];
    const panel = el("div", {},
        el("h3", {}, isCall(packet) ? "A call on a socket" : `Packet ${packets.id[packet]}`, " ", outcomeOf(packet)),
        el("p", { class: "ends" }, `${protocol}${flags ? ` ${flags}` : ""} ${both}, ${plural(packets.length[packet], "byte")}`),
        el("p", { class: "when" }, `${clock(packets.start[packet])}, ${time(packets.duration[packet])}`),
        el("dl", { class: "facts" }, facts.filter(([, value]) => value).map(([name, value]) => [el("dt", {}, name), el("dd", {}, value)])),
        hops > 0 ? summary(first, last) : null,
        waterfall(packet, first, last));
    table.journey.replaceChildren(panel);
}

function linkTo(id) {
    if (id === 0) {
        return null;
    }
    const packet = packetOfId(id);
    return packet < 0 ? String(id) : el("button", { type: "button", class: "link", onclick: () => openPacket(packet) }, String(id));
}

// Time by stage, the longest first.
function summary(first, last) {
    const times = new Map();
    for (let row = first; row < last; row++) {
        if (rows.kind[row] === KIND.HOP && rows.duration[row] > 1) {
            const stage = texts[rows.stage[row]] ?? "?";
            times.set(stage, (times.get(stage) ?? 0) + rows.duration[row]);
        }
    }
    const whole = [...times.values()].reduce((a, b) => a + b, 0);
    const longest = [...times].sort((a, b) => b[1] - a[1]).slice(0, 3);
    return el("p", { class: "lead" }, longest.flatMap(([stage, nanos], index) =>
        [index ? ", " : "", el("b", {}, `${share(nanos, whole)} ${TITLES[stage] ?? stage}`), ` (${time(nanos)})`]));
}

function waterfall(packet, first, last) {
    const start = packets.start[packet];
    let end = start + 1;
    let shortest = Infinity;
    for (let row = first; row < last; row++) {
        end = Math.max(end, rows.time[row] + rows.duration[row]);
        if (rows.duration[row] > 1) {
            shortest = Math.min(shortest, rows.duration[row]);
        }
    }
    const whole = end - start;
    const logarithmic = journey.logarithmic ?? whole / shortest > 300;
    const x = logarithmic
        ? (at) => Math.log1p((at - start) / 1000) / Math.log1p(whole / 1000)
        : (at) => (at - start) / whole;
    const list = el("ol", { class: "waterfall" });
    for (let row = first; row < last; row++) {
        list.append(stepOf(row, first, start, x));
    }
    const again = () => showJourney(packet);
    return [
        el("p", { class: "options" },
            option("logarithmic time", logarithmic, (on) => { journey.logarithmic = on; again(); }),
            option("explanations", journey.explanations, (on) => { journey.explanations = on; again(); })),
        list,
    ];
}

function option(name, on, change) {
    return el("label", {}, el("input", { type: "checkbox", checked: on, onchange: (event) => change(event.target.checked) }), ` ${name}`);
}

function stepOf(row, first, start, x) {
    const kind = rows.kind[row];
    const place = texts[rows.place[row]];
    const detail = texts[rows.detail[row]];
    const stage = texts[rows.stage[row]] ?? "OTHER";
    const names = {
        [KIND.HOP]: place, [KIND.VERDICT]: `${detail ?? ""} ${place ?? ""}`, [KIND.REFUSED]: `${detail ?? ""} ${place ?? ""}`,
        [KIND.DROP]: `dropped: ${detail ?? "no reason"}`, [KIND.RESET_SENT]: `reset sent: ${detail ?? ""}`,
        [KIND.RESET_RECEIVED]: "reset received", [KIND.RETRANSMIT]: `sent again: ${detail ?? ""}`,
    };
    const mark = MARK_OF_KIND[kind] !== 0;
    const words = kind === KIND.HOP ? data.explanations[place]
        : kind === KIND.DROP ? `in ${place ?? "?"}, ${data.stageWords[stage] ?? stage}` : kind === KIND.VERDICT || kind === KIND.REFUSED ? null : place;
    const bar = el("span", { class: `bar stage-${stage.toLowerCase()}${mark ? " mark" : ""}` });
    const left = x(rows.time[row]);
    bar.style.left = `${100 * left}%`;
    bar.style.width = `${Math.max(0.5, 100 * (x(rows.time[row] + rows.duration[row]) - left))}%`;
    const where = row > first && whereOf(row) === whereOf(row - 1) ? "" : ` ${whereOf(row)}`;
    return el("li", { class: mark ? "mark" : kind === KIND.VERDICT ? "verdict" : null },
        el("span", { class: "offset" }, `+${time(rows.time[row] - start)}`),
        el("span", { class: "place" }, el("b", {}, names[kind] ?? "?"), " ", el("small", {}, kind === KIND.HOP ? stage : "")),
        el("span", { class: "lasts" }, rows.duration[row] > 1 ? time(rows.duration[row]) : ""),
        el("span", { class: "track", title: whereOf(row) }, bar),
        journey.explanations && words ? el("span", { class: "words" }, words, el("small", {}, where)) : null,
        stackOf("Kernel stack", rows.stack[row]),
        stackOf("Java stack", rows.javaStack[row]));
}

function whereOf(row) {
    return [texts[rows.device[row]], `cpu ${rows.cpu[row]}`, texts[rows.thread[row]]].filter(Boolean).join(" · ");
}

function stackOf(title, stack) {
    return stack === 0 ? null : el("details", {}, el("summary", {}, title),
        el("pre", {}, data.stacks[stack].map((frame) => texts[frame]).join("\n")));
}
