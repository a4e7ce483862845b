// What happened when. A range that is selected here filters the table of packets.

const LANE = { left: 132, height: 30, gap: 8, top: 6, step: 3 };
const BIN = { time: 0, packets: 1, hops: 2, retransmits: 3, drops: 4, resets: 5, refused: 6, lost: 7, slowest: 8, stage: 9, waited: 10 };

const LANES = [
    { field: "packets", name: "packets", tone: "plain", always: true, instead: "hops" },
    { field: "retransmits", name: "sent again", tone: "warn", always: true },
    { field: "drops", name: "dropped", tone: "bad", always: true },
    { field: "refused", name: "refused", tone: "bad" },
    { field: "resets", name: "resets", tone: "bad", always: true },
    { field: "lost", name: "records lost", tone: "warn" },
    { field: "slowest", name: "slowest in kernel", tone: "slow", logarithmic: true, always: true },
    { field: "waited", name: "wait at socket", tone: "calm", logarithmic: true },
];

// What is drawn: the range that is selected, where the pointer is, and the times of both edges.
const line = { from: 0, to: 1, range: null, cursor: null, anchor: null, width: 0, listeners: [] };

function onRange(listener) {
    line.listeners.push(listener);
}

function selectRange(from, to) {
    line.range = from === null ? null : [Math.min(from, to), Math.max(from, to)];
    drawSelection();
    line.listeners.forEach((listener) => listener(line.range));
}

// From the first to the last thing that happened to a packet, with a margin.
function spanOfTraffic() {
    const { bins, width } = data.timeline;
    const from = bins.length ? bins[0][BIN.time] : data.first;
    const to = bins.length ? bins[bins.length - 1][BIN.time] + width : data.last;
    const margin = (to - from) / 100;
    return { from: from - margin, to: to + margin };
}

function drawTimeline() {
    const holder = byId("timeline");
    const status = el("p", { class: "range", "aria-live": "polite" });
    const clear = el("button", { type: "button", onclick: () => selectRange(null) }, "Show all times");
    const box = el("div", {
        class: "timeline", tabindex: 0, role: "group",
        "aria-label": "Time line. Arrow keys move, with Shift they select a range, Escape selects all.",
    });
    holder.append(box, el("div", { class: "range-bar" }, status, clear));
    Object.assign(line, { box, status, clear, ...spanOfTraffic() });
    new ResizeObserver(() => box.clientWidth !== line.width && drawLanes()).observe(box);
    addBrush(box);
    drawLanes();
}

function drawLanes() {
    const bins = data.timeline.bins;
    const lanes = LANES.filter((lane) => lane.always || bins.some((bin) => bin[BIN[lane.field]] > 0));
    line.width = line.box.clientWidth;
    const plot = Math.max(100, line.width - LANE.left - 8);
    const height = LANE.top + lanes.length * (LANE.height + LANE.gap) + 20;
    line.scale = {
        of: (at) => LANE.left + (plot * (at - line.from)) / Math.max(1, line.to - line.from),
        at: (x) => line.from + ((line.to - line.from) * Math.min(plot, Math.max(0, x - LANE.left))) / plot,
    };
    const columns = Math.floor(plot / LANE.step);
    const picture = svg("svg", { width: line.width, height, "aria-hidden": "true" });
    lanes.forEach((lane, index) => {
        const y = LANE.top + index * (LANE.height + LANE.gap);
        const field = lane.instead && count("PacketPath") === 0 ? lane.instead : lane.field;
        const values = columnsOf(bins, field, columns, lane.logarithmic);
        const most = Math.max(...values, 1);
        picture.append(
            svg("line", { class: "ground", x1: LANE.left, x2: LANE.left + plot, y1: y + LANE.height, y2: y + LANE.height }),
            svg("text", { class: "lane", x: 0, y: y + 13 }, field === "hops" ? "hops" : lane.name),
            svg("text", { class: "most", x: 0, y: y + 27 }, most === 1 && !values.some((v) => v) ? "none"
                : lane.logarithmic ? `up to ${time(most)}` : `up to ${number(most)} at a time`),
            svg("path", { class: `lane-${lane.tone}`, d: barsOf(values, most, y, lane.logarithmic) }));
    });
    picture.append(axis(plot, height));
    line.selection = svg("rect", { class: "selection", y: 0, height: height - 18, width: 0 });
    line.crosshair = svg("line", { class: "crosshair", y1: 0, y2: height - 18 });
    picture.append(line.selection, line.crosshair);
    line.box.replaceChildren(picture);
    drawSelection();
}

// Adds bins up to columns of the picture; of times the longest counts.
function columnsOf(bins, field, columns, longest) {
    const values = new Float64Array(columns);
    const whole = Math.max(1, line.to - line.from);
    for (const bin of bins) {
        const middle = bin[BIN.time] + data.timeline.width / 2 - line.from;
        const column = Math.min(columns - 1, Math.max(0, Math.floor((columns * middle) / whole)));
        const value = bin[BIN[field]];
        values[column] = longest ? Math.max(values[column], value) : values[column] + value;
    }
    return values;
}

function barsOf(values, most, y, logarithmic) {
    let path = "";
    values.forEach((value, column) => {
        if (value > 0) {
            const part = logarithmic ? Math.log10(1 + value / 100) / Math.log10(1 + most / 100) : value / most;
            const height = Math.max(2, part * LANE.height);
            const x = LANE.left + column * LANE.step;
            path += `M${x} ${(y + LANE.height).toFixed(1)}v${(-height).toFixed(1)}h${LANE.step - 0.6}v${height.toFixed(1)}z`;
        }
    });
    return path;
}

function axis(plot, height) {
    const span = line.to - line.from;
    const steps = Math.max(2, Math.floor(plot / 140));
    const digits = span > 100e9 ? 0 : span > 1e9 ? 1 : span > 10e6 ? 3 : 6;
    const group = svg("g", { class: "axis" });
    for (let i = 0; i <= steps; i++) {
        const x = LANE.left + (plot * i) / steps;
        group.append(
            svg("line", { x1: x, x2: x, y1: 0, y2: height - 18 }),
            svg("text", { x, y: height - 4, "text-anchor": i === 0 ? "start" : i === steps ? "end" : "middle" },
                clock(line.from + (span * i) / steps, digits)));
    }
    return group;
}

function drawSelection() {
    const { range, cursor, selection, crosshair, status, clear } = line;
    if (!selection) {
        return;
    }
    const [from, to] = range ?? [0, 0];
    selection.setAttribute("x", range ? line.scale.of(from) : 0);
    selection.setAttribute("width", range ? Math.max(2, line.scale.of(to) - line.scale.of(from)) : 0);
    const x = cursor === null ? -10 : line.scale.of(cursor);
    crosshair.setAttribute("x1", x);
    crosshair.setAttribute("x2", x);
    clear.hidden = !range;
    status.textContent = range
        ? `Selected: ${clock(from)} – ${clock(to)}, ${time(to - from)}: ${contents(from, to)}`
        : cursor === null ? "All times." : `${clock(cursor)}: ${contents(cursor, cursor)}`;
}

// What there was from one time to another, as far as intervals can tell.
function contents(from, to) {
    const width = data.timeline.width;
    const bins = data.timeline.bins.filter((bin) => bin[BIN.time] + width > from && bin[BIN.time] <= to);
    const parts = LANES.filter((lane) => !lane.logarithmic)
        .map((lane) => [sumOf(bins, (bin) => bin[BIN[lane.field]]), lane.name])
        .filter(([value]) => value > 0).map(([value, name]) => `${number(value)} ${name}`);
    const slow = bins.reduce((most, bin) => (bin[BIN.slowest] > (most?.[BIN.slowest] ?? 0) ? bin : most), null);
    if (slow) {
        parts.push(`longest ${time(slow[BIN.slowest])} in ${slow[BIN.stage] ?? "?"}`);
    }
    return parts.join(", ") || "nothing";
}

function addBrush(box) {
    const at = (event) => line.scale.at(event.clientX - box.getBoundingClientRect().left);
    box.addEventListener("pointerdown", (event) => {
        line.anchor = at(event);
        box.setPointerCapture(event.pointerId);
    });
    box.addEventListener("pointermove", (event) => {
        line.cursor = at(event);
        if (line.anchor !== null && Math.abs(line.scale.of(line.anchor) - line.scale.of(line.cursor)) > 3) {
            line.range = [Math.min(line.anchor, line.cursor), Math.max(line.anchor, line.cursor)];
        }
        drawSelection();
    });
    box.addEventListener("pointerup", (event) => {
        const to = at(event);
        const moved = line.anchor !== null && Math.abs(line.scale.of(line.anchor) - line.scale.of(to)) > 3;
        const from = line.anchor;
        line.anchor = null;
        selectRange(moved ? from : null, to);
    });
    box.addEventListener("pointerleave", () => {
        line.cursor = null;
        drawSelection();
    });
    box.addEventListener("keydown", brushByKey);
    box.addEventListener("blur", () => {
        line.anchor = null;
    });
}

function brushByKey(event) {
    const step = (line.to - line.from) / (event.ctrlKey ? 10 : 100);
    const moves = { ArrowLeft: -step, ArrowRight: step, Home: -Infinity, End: Infinity };
    if (event.key === "Escape") {
        line.anchor = null;
        selectRange(null);
    } else if (event.key in moves) {
        event.preventDefault();
        const before = line.cursor ?? line.from;
        line.cursor = Math.min(line.to, Math.max(line.from, before + moves[event.key]));
        line.anchor = event.shiftKey ? line.anchor ?? before : null;
        if (event.shiftKey) {
            selectRange(line.anchor, line.cursor);
        } else {
            drawSelection();
        }
    }
}
