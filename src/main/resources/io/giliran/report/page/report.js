"use strict";
// Draws the charts of a report with uPlot. All numbers come from the element "charts"; times are in milliseconds.
(() => {
  const specs = JSON.parse(document.getElementById("charts").textContent);
  const root = document.documentElement;
  const drawn = new Map();

  // Colours: a policy has that of its name on every page; any other name has the same one in every chart of its page.

  const COLOURS = 16;
  const colourOf = (() => {
    const all = Object.values(specs).flatMap(spec => spec.series || []);
    const places = new Map(all.filter(s => s.colour != null).map(s => [s.name, s.colour]));
    const taken = new Set(places.values());
    for (const name of [...new Set(all.map(s => s.name))].sort()) {
      if (places.has(name)) continue;
      let place = 0;
      while (taken.has(place) && taken.size < COLOURS) place++;
      taken.add(place);
      places.set(name, taken.size < COLOURS ? place : places.size % COLOURS);
    }
    return name => places.get(name);
  })();

  /** Later lines are drawn over earlier ones, with gaps that grow with their order: of lines that coincide each shows a part. */
  function dashOf(look, i, count) {
    const period = 8 * count * look.width / 2, gap = i && period * i / Math.max(1, count - 1) / 2;
    return i === 0 ? [] : [period - gap, gap];
  }

  const THEORY = [6, 5];

  // Themes

  const darkSystem = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => root.dataset.theme ? root.dataset.theme === "dark" : darkSystem.matches;

  /** The colours in force, or those of the light page whatever is in force. */
  function palette(light) {
    const before = root.dataset.theme;
    if (light) root.dataset.theme = "light";
    const style = getComputedStyle(root);
    const get = name => style.getPropertyValue("--" + name).trim();
    const colours = {
      ink: get("ink"), faint: get("faint"), grid: get("grid"), card: get("card"), theory: get("theory"),
      low: get("heat-low"), high: get("heat-high"), lines: Array.from({ length: COLOURS }, (unused, i) => get("c" + i)), font: get("sans"),
    };
    if (light) {
      if (before) root.dataset.theme = before; else delete root.dataset.theme;
    }
    return colours;
  }

  // Numbers as text

  const digits = v => v >= 99.95 ? v.toFixed(0) : v >= 9.995 ? v.toFixed(1) : v.toFixed(2);

  function time(ms, short) {
    if (ms == null) return "";
    const [value, unit] = ms >= 999.5 ? [ms / 1e3, "s"] : ms >= 0.9995 ? [ms, "ms"] : ms >= 0.0009995 ? [ms * 1e3, "µs"] : [ms * 1e6, "ns"];
    return (short ? String(+value.toPrecision(3)) : digits(value)) + " " + unit;
  }

  /** The part of requests below 1 - 1/x: a digit more than it has nines, and no zeros at the end. */
  const part = x => +(100 - 100 / x).toFixed(Math.max(0, Math.ceil(Math.log10(x)) - 1)) + " %";

  const amount = (v, unit) => v == null ? "" : (v >= 1000 ? Math.round(v).toLocaleString("en") : String(+v.toPrecision(3))) + unit;

  // Axes

  /** 1, 2 and 5 times powers of ten between the ends; only the powers when that would be too many. */
  function logTicks(min, max, most) {
    const all = [], powers = [];
    for (let e = Math.floor(Math.log10(min)); e <= Math.ceil(Math.log10(max)); e++) {
      for (const f of [1, 2, 5]) {
        const v = f * Math.pow(10, e);
        if (v >= min * 0.999 && v <= max * 1.001) {
          all.push(v);
          if (f === 1) powers.push(v);
        }
      }
    }
    return all.length <= most ? all : powers;
  }

  /** From the nearest 1, 2 or 5 below the least value to the nearest above the greatest. */
  function logRange(values) {
    let min = Infinity, max = 0;
    for (const v of values) {
      if (v > 0) { min = Math.min(min, v); max = Math.max(max, v); }
    }
    if (!(max > 0)) return [1, 10];
    const steps = [];
    for (let e = Math.floor(Math.log10(min)) - 1; e <= Math.ceil(Math.log10(max)) + 1; e++) {
      steps.push(Math.pow(10, e), 2 * Math.pow(10, e), 5 * Math.pow(10, e));
    }
    return [steps.filter(s => s <= min * 1.0001).pop(), steps.find(s => s >= max * 0.9999 && s > min)];
  }

  function axis(look, options) {
    return Object.assign({
      stroke: look.colours.faint, font: look.size + "px " + look.colours.font,
      labelFont: look.size + "px " + look.colours.font, labelSize: look.size * 1.7, labelGap: 0,
      grid: { stroke: look.colours.grid, width: 1 }, ticks: { show: false }, gap: look.size * 0.6,
    }, options);
  }

  // Without a filter of its own uPlot would name the powers of ten only.
  const all = (u, ticks) => ticks;

  const timeAxis = (look, label, steps) => axis(look, {
    side: 3, label, size: look.size * 5.2, splits: steps, filter: all, values: (u, ticks) => ticks.map(v => time(v, true)),
  });

  const secondsAxis = look => axis(look, {
    label: "time since the start of the run, in s",
    size: look.size * 2.4, space: look.size * 6, values: (u, ticks) => ticks.map(v => amount(v, " s")),
  });

  const yLogAxis = (look, label) => timeAxis(look, label, (u, i, min, max) => logTicks(min, max, 9));

  const strokeOf = (look, name) => look.colours.lines[colourOf(name) ?? 0];

  function line(look, i, count, name, value, more) {
    return Object.assign({
      label: name, stroke: strokeOf(look, name), width: look.width, dash: dashOf(look, i, count), value, points: { show: false },
    }, more);
  }

  /** Where the true values lie: a bar from the lower bound to the upper one, open where there is no bound. */
  const bars = (spec, look) => u => spec.series.forEach(s => (s.bars || []).forEach(([x, low, high]) => {
    const at = u.valToPos(x, "x", true), wing = look.width * 2.5 * devicePixelRatio;
    const top = high == null ? u.bbox.top : u.valToPos(high, "y", true);
    const bottom = low == null ? u.bbox.top + u.bbox.height : u.valToPos(low, "y", true);
    u.ctx.strokeStyle = strokeOf(look, s.name);
    u.ctx.lineWidth = look.width * devicePixelRatio;
    u.ctx.setLineDash([]);
    u.ctx.beginPath();
    u.ctx.moveTo(at, bottom);
    u.ctx.lineTo(at, top);
    for (const [end, known] of [[top, high != null], [bottom, low != null]]) {
      if (known) {
        u.ctx.moveTo(at - wing, end);
        u.ctx.lineTo(at + wing, end);
      }
    }
    u.ctx.stroke();
  }));

  // The kinds of charts: each makes uPlot's options and its data.

  const kinds = {
    spectrum(spec, look) {
      const max = spec.x[spec.x.length - 1];
      // From the right, as many as have room.
      const ticks = u => {
        const steps = [1, 2, 4], kept = [];
        for (let x = 10; x <= max * 1.001; x *= 10) steps.push(x);
        const room = u.bbox.width / devicePixelRatio / Math.log10(max);
        let free = Infinity;
        for (const x of steps.reverse()) {
          const half = part(x).length * look.size * 0.4;
          if (Math.log10(x) * room + half < free) {
            kept.unshift(x);
            free = Math.log10(x) * room - half;
          }
        }
        return kept;
      };
      // The very shortest ones would stretch the axis over times that nobody asks for.
      const asked = spec.series.flatMap(s => s.y.filter((unused, i) => spec.x[i] >= 1.1));
      return {
        data: [spec.x, ...spec.series.map(s => s.y)],
        options: {
          scales: {
            x: { time: false, distr: 3, log: 10, range: () => [1, max] },
            y: { distr: 3, log: 10, range: () => logRange(asked) },
          },
          axes: [axis(look, {
            label: "part of the requests", size: look.size * 2.4, splits: ticks, filter: all, values: (u, t) => t.map(part),
          }), yLogAxis(look, "RTT, so long or shorter")],
          series: [{ label: "part of requests", value: (u, v) => v == null ? "" : part(v) }, ...spec.series.map((s, i) =>
            line(look, i, spec.series.length, s.name, (u, v) => time(v), s.dashed ? { stroke: look.colours.theory, width: look.width, dash: THEORY } : {}))],
          hooks: { draw: [clipped(bars(spec, look))] },
        },
      };
    },

    heat(spec, look) {
      const x = middles(spec);
      const low = bin => Math.pow(10, bin / spec.binsADecade) / 1e6;
      const counts = new Array(spec.pieces).fill(0);
      let most = 1;
      const ends = [];
      for (let i = 0; i < spec.cells.length; i += 3) {
        most = Math.max(most, spec.cells[i + 2]);
        counts[spec.cells[i]] += spec.cells[i + 2];
        ends.push(low(spec.cells[i + 1]), low(spec.cells[i + 1] + 1));
      }
      const shade = ramp(look.colours.low, look.colours.high);
      const cells = u => {
        shadeWarmUp(u, spec, look);
        for (let i = 0; i < spec.cells.length; i += 3) {
          const [piece, bin, count] = spec.cells.slice(i, i + 3);
          const left = u.valToPos(piece * spec.step, "x", true), right = u.valToPos((piece + 1) * spec.step, "x", true);
          const top = u.valToPos(low(bin + 1), "y", true), bottom = u.valToPos(low(bin), "y", true);
          u.ctx.fillStyle = shade(most === 1 ? 0.6 : Math.log(count) / Math.log(most));
          u.ctx.fillRect(left, top, Math.max(1, right - left), Math.max(1, bottom - top));
        }
      };
      return {
        data: [x, spec.p50, spec.p99, counts],
        options: {
          scales: {
            x: { time: false, range: () => [0, spec.step * spec.pieces] },
            y: { distr: 3, log: 10, range: () => logRange(ends) },
            count: { auto: false, range: () => [0, 1] },
          },
          axes: [secondsAxis(look), yLogAxis(look, "corrected RTT")],
          series: [
            { label: "time", value: (u, v) => amount(v, " s") },
            line(look, 0, 2, "p50", (u, v) => time(v), { stroke: look.colours.ink, width: look.width, spanGaps: true }),
            line(look, 1, 2, "p99", (u, v) => time(v), { stroke: look.colours.lines[1], width: look.width, spanGaps: true }),
            { label: "requests", scale: "count", stroke: look.colours.high, width: 0, points: { show: false }, value: (u, v) => amount(v, "") },
          ],
          hooks: { drawAxes: [clipped(cells)] },
        },
      };
    },

    lines(spec, look) {
      const most = Math.max(...spec.series.flatMap(s => s.y));
      return {
        data: [middles(spec), ...spec.series.map(s => s.y)],
        options: {
          scales: {
            x: { time: false, range: () => [0, spec.step * spec.pieces] },
            y: { range: () => [0, most > 0 ? most * 1.08 : 1] },
          },
          axes: [secondsAxis(look), axis(look, {
            side: 3, label: spec.label, size: look.size * 5.2, values: (u, ticks) => ticks.map(v => amount(v, spec.unit)),
          })],
          series: [{ label: "time", value: (u, v) => amount(v, " s") },
            ...spec.series.map((s, i) => line(look, i, spec.series.length, s.name, (u, v) => amount(v, spec.unit)))],
          hooks: { drawAxes: [clipped(u => shadeWarmUp(u, spec, look))] },
        },
      };
    },

    loads(spec, look) {
      const x = [...new Set(spec.series.flatMap(s => s.x))].sort((a, b) => a - b);
      const lines = spec.series.map(s => {
        const at = new Map(s.x.map((load, i) => [load, s.y[i]]));
        return x.map(load => at.has(load) ? at.get(load) : null);
      });
      const dots = u => spec.series.forEach((s, i) => {
        if (s.point[0] == null || s.point[1] == null) return;
        u.ctx.setLineDash([]);
        u.ctx.fillStyle = strokeOf(look, s.name);
        u.ctx.strokeStyle = look.colours.card;
        u.ctx.lineWidth = 2 * devicePixelRatio;
        u.ctx.beginPath();
        u.ctx.arc(u.valToPos(s.point[0], "x", true), u.valToPos(s.point[1], "y", true), look.width * 3 * devicePixelRatio, 0, 7);
        u.ctx.fill();
        u.ctx.stroke();
      });
      return {
        data: [x, ...lines],
        options: {
          scales: {
            x: { time: false, range: () => [0, 1] },
            y: { distr: 3, log: 10, range: () => logRange(spec.series.flatMap(s => [...s.y, s.point[1]])) },
          },
          axes: [axis(look, {
            label: "load of the backends", size: look.size * 2.4, space: look.size * 6,
            values: (u, t) => t.map(v => Math.round(v * 100) + " %"),
          }), yLogAxis(look, "mean RTT")],
          series: [{ label: "load", value: (u, v) => v == null ? "" : Math.round(v * 100) + " %" },
            ...spec.series.map((s, i) => line(look, i, spec.series.length, s.name, (u, v) => time(v), { spanGaps: true }))],
          hooks: { draw: [dots] },
        },
      };
    },
  };

  const middles = spec => Array.from({ length: spec.pieces }, (unused, i) => (i + 0.5) * spec.step);

  /** What is drawn stays inside the axes. */
  const clipped = draw => u => {
    u.ctx.save();
    u.ctx.beginPath();
    u.ctx.rect(u.bbox.left, u.bbox.top, u.bbox.width, u.bbox.height);
    u.ctx.clip();
    draw(u);
    u.ctx.restore();
  };

  function shadeWarmUp(u, spec, look) {
    if (spec.warmUp > 0) {
      u.ctx.fillStyle = look.colours.grid;
      const left = u.valToPos(0, "x", true);
      u.ctx.fillRect(left, u.bbox.top, u.valToPos(spec.warmUp, "x", true) - left, u.bbox.height);
    }
  }

  /** Colours between two, by a part from 0 to 1. */
  function ramp(from, to) {
    const parse = c => [1, 3, 5].map(i => parseInt(c.slice(i, i + 2), 16));
    const [a, b] = [parse(from), parse(to)];
    return p => "rgb(" + a.map((v, i) => Math.round(v + (b[i] - v) * p)).join(",") + ")";
  }

  // Drawing

  function draw(box, spec, look, width, height) {
    const { options, data } = kinds[spec.kind](spec, look);
    return new uPlot(Object.assign(options, {
      width, height, padding: [look.size, look.size * 2.4, 0, 0],
      legend: {
        show: look.legend,
        markers: {
          width: 3, fill: "transparent", stroke: (u, i) => u.series[i].stroke(u, i),
          dash: (u, i) => (u.series[i].dash || []).length ? "dashed" : "solid",
        },
      }, cursor: { drag: { x: false, y: false }, points: { size: 7 } },
    }), data, box);
  }

  const widthOf = box => Math.max(200, Math.floor(box.clientWidth));
  const heightOf = width => Math.round(Math.min(360, Math.max(240, width * 0.5)));

  function drawAll() {
    const colours = palette(false);
    for (const [id, spec] of Object.entries(specs)) {
      const box = document.querySelector("#" + id + " .chart");
      if (drawn.has(id)) drawn.get(id).destroy();
      const width = widthOf(box);
      const look = { colours, size: 12, width: 2, legend: true };
      drawn.set(id, draw(box, spec, look, width, heightOf(width)));
    }
    root.dataset.drawn = drawn.size;
  }

  // A chart as a picture: always light, with title and names, in the proportions of a slide

  function picture(id) {
    const spec = specs[id], colours = palette(true);
    const [width, height, top] = [1600, 900, 150];
    const look = { colours, size: 24, width: 4, legend: false };
    const box = document.createElement("div");
    box.style.cssText = "position:fixed;left:-10000px;top:0;width:" + width + "px";
    document.body.append(box);
    // The canvas has as many pixels as the screen makes of it; scaled so that the picture has the same on every screen.
    const ratio = devicePixelRatio;
    const plot = draw(box, spec, Object.assign(look, { size: 24 / ratio, width: 4 / ratio }), width / ratio, (height - top) / ratio);
    return new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(() => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [width, height];
      const pen = canvas.getContext("2d");
      pen.fillStyle = colours.card;
      pen.fillRect(0, 0, width, height);
      pen.drawImage(plot.ctx.canvas, 0, top, width, height - top);
      pen.fillStyle = colours.ink;
      pen.font = "600 40px " + colours.font;
      pen.fillText(document.querySelector("#" + id + " h2").textContent, 48, 68);
      pen.font = "26px " + colours.font;
      let x = 48;
      for (const series of plot.series.slice(1)) {
        if (series.scale === "count") continue;
        pen.strokeStyle = series.stroke();
        pen.lineWidth = 8;
        pen.setLineDash((series.dash || []).map(length => Math.min(12, length * ratio)));
        pen.beginPath();
        pen.moveTo(x, 112);
        pen.lineTo(x + 32, 112);
        pen.stroke();
        pen.fillStyle = colours.faint;
        pen.fillText(series.label, x + 42, 122);
        x += 42 + pen.measureText(series.label).width + 36;
      }
      plot.destroy();
      box.remove();
      canvas.toBlob(resolve, "image/png");
    })));
  }

  async function save(id) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await picture(id));
    link.download = "giliran-" + id + ".png";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  // The page

  const themeButton = document.getElementById("theme");
  const nameTheme = () => { themeButton.textContent = isDark() ? "Light" : "Dark"; };
  themeButton.hidden = false;
  themeButton.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    nameTheme();
    drawAll();
  });
  darkSystem.addEventListener("change", () => { nameTheme(); drawAll(); });
  for (const button of document.querySelectorAll("button.png")) {
    button.hidden = false;
    button.addEventListener("click", () => save(button.closest("figure").id));
  }
  let width = root.clientWidth;
  addEventListener("resize", () => {
    if (root.clientWidth !== width) {
      width = root.clientWidth;
      requestAnimationFrame(drawAll);
    }
  });
  nameTheme();
  drawAll();
  window.giliran = { picture, plot: id => drawn.get(id) };
})();
