// What a reader does with the page of `kfpc graph`, and sees: folds, unfolds, searches, zooms.
"use strict";
(() => {
  const errors = [];
  addEventListener("error", e => errors.push(e.message));
  const click = e => e.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  const byId = id => document.getElementById(id);
  const kinds = ["pipeline", "choice", "branch", "loop", "alike"];
  const see = () => {
    const shown = [...document.querySelectorAll(".shape")].filter(g => !g.classList.contains("hidden"));
    const boxes = shown.map(g => {
      const r = g.querySelector(".frame").getBoundingClientRect();
      const open = kinds.some(k => g.classList.contains(k)) && g.querySelector(".sign").textContent === "▾";
      return { l: r.left, r: r.right, t: r.top, b: r.bottom, open };
    });
    const zoom = byId("view").transform.baseVal.consolidate().matrix.a, e = 0.5 * zoom;
    const inside = (a, b) => a.l >= b.l - e && a.r <= b.r + e && a.t >= b.t - e && a.b <= b.b + e;
    let overlaps = 0, outside = 0;
    boxes.forEach((a, i) => boxes.slice(i + 1).forEach(b => {
      const apart = a.r <= b.l + e || b.r <= a.l + e || a.b <= b.t + e || b.b <= a.t + e;
      if (!apart && !(a.open && inside(b, a)) && !(b.open && inside(a, b))) overlaps++;
    }));
    // Links that are shown begin and end at a border.
    for (const g of document.querySelectorAll(".link:not(.hidden) path")) {
      const m = g.getScreenCTM(), n = g.getTotalLength();
      for (const at of [0, n]) {
        const p = g.getPointAtLength(at), x = p.x * m.a + m.e, y = p.y * m.d + m.f, d = 1.5 * zoom;
        const touches = boxes.some(b => x >= b.l - d && x <= b.r + d && (Math.abs(y - b.t) <= d || Math.abs(y - b.b) <= d));
        if (!touches) outside++;
      }
    }
    return { shapes: shown.length, overlaps, outside };
  };
  const seen = { errors };
  click(byId("unfold"));
  seen.first = see();
  click(byId("fold"));
  seen.folded = see();
  click(byId("unfold"));
  seen.unfolded = see();
  // One box by its name, and open again.
  const sign = document.querySelector(".fold .name");
  if (sign) { click(sign); seen.one = see(); click(sign); }
  click(byId("fold"));
  const search = byId("search");
  search.value = "train (";
  search.dispatchEvent(new Event("input"));
  seen.nothing = byId("found").textContent;
  search.value = "exit-handler-1/train";
  search.dispatchEvent(new Event("input"));
  search.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  seen.found = byId("found").textContent;
  seen.details = byId("details").textContent;
  const zoom = () => byId("view").transform.baseVal.consolidate().matrix.a;
  seen.before = zoom();
  byId("picture").dispatchEvent(new WheelEvent("wheel", { deltaY: -200, clientX: 300, clientY: 300, cancelable: true }));
  seen.zoomed = zoom();
  seen.requests = performance.getEntriesByType("resource").length;
  const out = document.createElement("pre");
  out.id = "seen";
  out.textContent = JSON.stringify(seen);
  document.body.append(out);
})();
