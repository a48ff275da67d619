// Fold, search and zoom. The places come from the file; folding a box moves the others closer together.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const shapes = data.shapes, links = data.links, [FW, FH] = data.folded;
  const svg = document.getElementById("picture"), view = document.getElementById("view");
  const TOP = shapes.length;
  const children = Array.from({ length: TOP + 1 }, () => []);
  const within = Array.from({ length: TOP + 1 }, () => []);
  shapes.forEach((s, i) => { s.box = s.kind !== "container" && s.kind !== "importer" && s.kind !== "other"; children[s.parent ?? TOP].push(i); });
  links.forEach((l, i) => within[shapes[l.from].parent ?? TOP].push(i));
  const group = shapes.map((_, i) => document.getElementById("s" + i));
  const lines = links.map((_, i) => document.getElementById("l" + i));
  const folded = shapes.map(() => false);
  const isFoldable = i => shapes[i].box && children[i].length > 0;

  // The new coordinate of every old one along an axis, when boxes have become smaller: stretches that only such
  // boxes use shrink with them, all others keep their length. So nothing that was apart can overlap.
  function axis(inside, start, size, now) {
    const all = inside.map(i => ({ a: shapes[i][start], b: shapes[i][start] + shapes[i][size], now: now(i) }));
    const cuts = [...new Set(all.flatMap(r => [r.a, r.b]))].sort((p, q) => p - q);
    const to = [];
    let at = cuts.length ? cuts[0] : 0;
    cuts.forEach((cut, k) => {
      to.push(at);
      const next = cuts[k + 1];
      if (next === undefined) return;
      let scale = null;
      for (const r of all) if (r.a < next && r.b > cut) scale = Math.max(scale ?? 0, Math.min(1, r.now / (r.b - r.a)));
      at += (next - cut) * (scale ?? 1);
    });
    return v => {
      if (!cuts.length || v <= cuts[0]) return v;
      let lo = 0, hi = cuts.length - 1;
      if (v >= cuts[hi]) return to[hi] + v - cuts[hi];
      while (hi - lo > 1) { const mid = (lo + hi) >> 1; if (cuts[mid] <= v) lo = mid; else hi = mid; }
      return to[lo] + (v - cuts[lo]) / (cuts[hi] - cuts[lo]) * (to[hi] - to[lo]);
    };
  }

  let place = [], ways = [];
  function layout() {
    place = shapes.map(s => ({ x: s.x, y: s.y, w: s.w, h: s.h }));
    ways = links.map(l => l.way);
    for (const id of [...shapes.keys()].reverse().concat(TOP)) {
      if (!children[id].length) continue;
      if (id < TOP && folded[id]) { place[id].w = Math.min(shapes[id].w, FW); place[id].h = Math.min(shapes[id].h, FH); continue; }
      const inside = children[id];
      if (!inside.some(i => place[i].w !== shapes[i].w || place[i].h !== shapes[i].h)) continue;
      const fx = axis(inside, "x", "w", i => place[i].w), fy = axis(inside, "y", "h", i => place[i].h);
      for (const i of inside) {
        const s = shapes[i], p = place[i];
        p.x = (fx(s.x) + fx(s.x + s.w) - p.w) / 2;
        p.y = (fy(s.y) + fy(s.y + s.h) - p.h) / 2;
      }
      for (const l of within[id]) {
        const { from, to } = links[l], way = links[l].way.map(([x, y]) => [fx(x), fy(y)]);
        const hold = (v, lo, hi) => Math.max(lo, Math.min(hi, v));
        const end = (p, i, bottom) => { p[0] = hold(p[0], place[i].x + 6, place[i].x + place[i].w - 6); p[1] = place[i].y + (bottom ? place[i].h : 0); };
        if (way.length) { end(way[0], from, true); end(way[way.length - 1], to, false); }
        ways[l] = way;
      }
      if (id < TOP) {
        const right = Math.max(...inside.map(i => place[i].x + place[i].w)), low = Math.max(...inside.map(i => place[i].y + place[i].h));
        const was = Math.max(...inside.map(i => shapes[i].x + shapes[i].w)), wasLow = Math.max(...inside.map(i => shapes[i].y + shapes[i].h));
        place[id].w = Math.max(Math.min(shapes[id].w, FW), shapes[id].w - was + right);
        place[id].h = shapes[id].h - wasLow + low;
      }
    }
    draw();
  }

  const path = points => points.map(([x, y], k) => {
    if (!k) return `M${x} ${y}`;
    const [px, py] = points[k - 1], bend = (y - py) / 2;
    return `C${px} ${py + bend} ${x} ${y - bend} ${x} ${y}`;
  }).join("");

  let bounds = { w: data.width, h: data.height };
  function draw() {
    const corner = [], shown = [];
    bounds = { w: 0, h: 0 };
    shapes.forEach((s, i) => {
      const p = s.parent, at = p === null ? { x: 0, y: 0 } : corner[p];
      shown[i] = p === null || (shown[p] && !folded[p]);
      corner[i] = { x: at.x + place[i].x, y: at.y + place[i].y };
      const g = group[i];
      g.classList.toggle("hidden", !shown[i]);
      if (!shown[i]) return;
      bounds.w = Math.max(bounds.w, corner[i].x + place[i].w + data.margin);
      bounds.h = Math.max(bounds.h, corner[i].y + place[i].h + data.margin);
      g.setAttribute("transform", `translate(${corner[i].x} ${corner[i].y})`);
      const frame = g.querySelector(".frame");
      frame.setAttribute("width", place[i].w);
      frame.setAttribute("height", place[i].h);
      const badge = g.querySelector(".badge");
      if (badge) badge.setAttribute("x", place[i].w - 8);
      if (!isFoldable(i)) return;
      g.querySelector(".sign").textContent = folded[i] ? "▸" : "▾";
      g.querySelector(".note").setAttribute("visibility", folded[i] ? "hidden" : "visible");
      g.querySelector(".count").setAttribute("visibility", folded[i] ? "visible" : "hidden");
      const name = g.querySelector(".name"), room = folded[i] ? Math.floor((place[i].w - 40) / 8.2) : Infinity;
      name.dataset.full ??= name.textContent;
      name.textContent = name.dataset.full.length > room ? name.dataset.full.slice(0, room - 1) + "…" : name.dataset.full;
    });
    links.forEach((l, i) => {
      const p = shapes[l.from].parent, at = p === null ? { x: 0, y: 0 } : corner[p];
      lines[i].classList.toggle("hidden", !shown[l.from]);
      if (!shown[l.from]) return;
      const points = ways[i].map(([x, y]) => [x + at.x, y + at.y]);
      lines[i].querySelector("path").setAttribute("d", path(points));
      const text = lines[i].querySelector("text");
      if (text && points.length) {
        const half = points.length >> 1, [ax, ay] = points[points.length % 2 ? half : half - 1], [bx, by] = points[half];
        text.setAttribute("x", (ax + bx) / 2);
        text.setAttribute("y", (ay + by) / 2 + 4);
      }
    });
  }

  // Zoom and move.
  let zoom = 1, left = 0, up = 0;
  const move = () => view.setAttribute("transform", `translate(${left} ${up}) scale(${zoom})`);
  function fit() {
    const r = svg.getBoundingClientRect();
    zoom = Math.min(1.2, (r.width - 24) / bounds.w, (r.height - 24) / bounds.h);
    left = (r.width - bounds.w * zoom) / 2;
    up = Math.max(12, (r.height - bounds.h * zoom) / 2);
    move();
  }
  // What is too large to be read at once begins at its top.
  function begin() {
    fit();
    if (zoom >= 0.3) return;
    const r = svg.getBoundingClientRect(), first = shapes.findIndex(s => s.parent === null);
    zoom = 0.7;
    left = r.width / 2 - (place[first].x + place[first].w / 2) * zoom;
    up = 12 - Math.max(0, place[first].y - data.margin) * zoom;
    move();
  }
  function zoomAt(factor, x, y) {
    const r = svg.getBoundingClientRect();
    x ??= r.width / 2; y ??= r.height / 2;
    const to = Math.max(0.02, Math.min(4, zoom * factor));
    left = x - (x - left) * to / zoom;
    up = y - (y - up) * to / zoom;
    zoom = to;
    move();
  }
  svg.addEventListener("wheel", e => {
    e.preventDefault();
    const r = svg.getBoundingClientRect();
    zoomAt(Math.exp(-e.deltaY / 400), e.clientX - r.left, e.clientY - r.top);
  }, { passive: false });
  let held = null;
  svg.addEventListener("pointerdown", e => { held = { x: e.clientX, y: e.clientY, left, up, moved: false }; });
  svg.addEventListener("pointermove", e => {
    if (!held) return;
    const dx = e.clientX - held.x, dy = e.clientY - held.y;
    if (!held.moved && Math.hypot(dx, dy) < 4) return;
    if (!held.moved) { held.moved = true; svg.setPointerCapture(e.pointerId); svg.classList.add("moving"); }
    left = held.left + dx; up = held.up + dy;
    move();
  });
  const release = () => { if (held && held.moved) setTimeout(() => { held = null; }); else held = null; svg.classList.remove("moving"); };
  svg.addEventListener("pointerup", release);
  svg.addEventListener("pointercancel", release);

  // Fold, and show what is known.
  const details = document.getElementById("details");
  function choose(i) {
    group.forEach((g, k) => g.classList.toggle("chosen", k === i));
    lines.forEach((g, k) => g.classList.toggle("near", i !== null && (links[k].from === i || links[k].to === i)));
    details.hidden = i === null;
    details.replaceChildren();
    if (i === null) return;
    const add = (parent, tag, text) => { const e = document.createElement(tag); e.textContent = text; parent.append(e); return e; };
    const s = shapes[i];
    add(details, "h2", s.path || s.name);
    const list = add(details, "dl", "");
    const rows = [["kind", s.kind], ["cache of KFP", s.state], ["change", s.fate], ...s.details].filter(([, text]) => text);
    for (const l of links) {
      const what = l.names.length ? l.names.join("\n") : "order only";
      if (l.to === i) rows.push(["after " + shapes[l.from].name, what]);
      if (l.from === i) rows.push(["before " + shapes[l.to].name, what]);
    }
    for (const [name, text] of rows) { add(list, "dt", name); add(list, "dd", text); }
  }
  svg.addEventListener("click", e => {
    if (held && held.moved) return;
    const g = e.target.closest(".shape");
    if (!g) return choose(null);
    const i = +g.id.slice(1);
    if (e.target.closest(".fold") && isFoldable(i)) { folded[i] = !folded[i]; layout(); } else choose(i);
  });
  const foldAll = to => { shapes.forEach((_, i) => { folded[i] = to && isFoldable(i); }); layout(); begin(); };
  const on = (id, what) => document.getElementById(id).addEventListener("click", what);
  on("fold", () => foldAll(true));
  on("unfold", () => foldAll(false));
  on("fit", fit);
  on("in", () => zoomAt(1.25));
  on("out", () => zoomAt(0.8));

  // Search: names, paths and all that is known; the next one with Enter.
  const search = document.getElementById("search"), found = document.getElementById("found");
  let matches = [], current = -1;
  const texts = shapes.map(s => [s.name, s.path, s.state, s.fate, ...s.details.flat()].join("\n").toLowerCase());
  function center(i) {
    for (let p = shapes[i].parent; p !== null; p = shapes[p].parent) folded[p] = false;
    layout();
    const r = svg.getBoundingClientRect(), m = group[i].transform.baseVal.consolidate().matrix;
    zoom = Math.max(zoom, 0.8);
    left = r.width / 2 - (m.e + place[i].w / 2) * zoom;
    up = r.height / 2 - (m.f + Math.min(place[i].h, 60) / 2) * zoom;
    move();
    choose(i);
  }
  search.addEventListener("input", () => {
    const text = search.value.trim().toLowerCase();
    matches = text ? shapes.map((_, i) => i).filter(i => shapes[i].kind !== "alike" && texts[i].includes(text)) : [];
    const named = i => shapes[i].name.toLowerCase().includes(text) || shapes[i].path.toLowerCase().includes(text);
    matches.sort((a, b) => named(b) - named(a) || a - b);
    current = -1;
    svg.classList.toggle("searching", matches.length > 0);
    group.forEach((g, i) => g.classList.toggle("match", matches.includes(i)));
    found.textContent = text ? `${matches.length} found` : "";
  });
  search.addEventListener("keydown", e => {
    if (e.key === "Escape") { search.value = ""; search.dispatchEvent(new Event("input")); svg.focus(); }
    if (e.key !== "Enter" || !matches.length) return;
    current = (current + (e.shiftKey ? matches.length - 1 : 1)) % matches.length;
    center(matches[current]);
    found.textContent = `${current + 1} of ${matches.length}`;
  });
  document.addEventListener("keydown", e => {
    if (e.target === search) return;
    const act = { "/": () => search.focus(), "+": () => zoomAt(1.25), "-": () => zoomAt(0.8), 0: fit, Escape: () => choose(null) }[e.key];
    if (act) { e.preventDefault(); act(); }
  });

  // What has many tasks begins folded, from the inside out.
  const shownTasks = () => shapes.filter((s, i) => { for (let p = s.parent; p !== null; p = shapes[p].parent) if (folded[p]) return false; return true; }).length;
  if (shapes.length > 120) shapes.forEach((s, i) => { folded[i] = isFoldable(i) && s.parent !== null; });
  if (shownTasks() > 250) shapes.forEach((_, i) => { folded[i] = isFoldable(i); });
  layout();
  begin();
})();
