"use strict";

// The table of claims: rows stay that have all words, the paper, the sense and one of the verdicts; the address keeps it.
const form = document.getElementById("filters");
if (form) {
  const rows = [...document.querySelectorAll("#claims tbody tr")];
  const found = document.getElementById("found");
  const show = () => {
    const words = form.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const verdicts = [...form.querySelectorAll("[name=verdict]:checked")].map((box) => box.value);
    let count = 0;
    for (const row of rows) {
      const own = row.dataset;
      row.hidden = !(
        words.every((word) => own.words.includes(word)) &&
        ["paper", "sense"].every((name) => !form.elements[name].value || form.elements[name].value === own[name]) &&
        (!verdicts.length || verdicts.includes(own.verdict))
      );
      count += !row.hidden;
    }
    found.textContent = `${count} of ${rows.length} claims`;
    const asked = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    history.replaceState(null, "", `#${asked}`);
  };
  const restore = () => {
    for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
      const box = form.querySelector(`[name=verdict][value="${CSS.escape(value)}"]`);
      if (name === "verdict" && box) box.checked = true;
      else if (["words", "paper", "sense"].includes(name)) form.elements[name].value = value;
    }
  };
  form.hidden = false;
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(show));
  restore();
  show();
}

// Sources are copied; where the clipboard is closed they are selected.
for (const button of document.querySelectorAll("[data-copy]")) {
  const source = button.parentElement.querySelector("pre");
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(source.textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(source);
      button.textContent = "Selected";
    }
  });
}

// A link to a step, or to a claim, opens what it lies in.
const open = () => {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let part = target; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
  if (target) target.scrollIntoView();
};
if (!form) {
  addEventListener("hashchange", open);
  open();
}
addEventListener("beforeprint", () => document.querySelectorAll("details.proof").forEach((part) => (part.open = true)));

// The drawing: what is below and above the claim that has the pointer or the focus.
const graph = document.getElementById("graph");
if (graph) {
  const arrows = [...graph.querySelectorAll(".arrows path")];
  const reach = (start, from, to) => {
    const seen = new Set([start]);
    for (const key of seen) for (const arrow of arrows) if (arrow.dataset[from] === key) seen.add(arrow.dataset[to]);
    return seen;
  };
  const mark = (key) => {
    const below = reach(key, "above", "below");
    const above = reach(key, "below", "above");
    graph.classList.add("marking");
    for (const box of graph.querySelectorAll(".box")) box.classList.toggle("near", below.has(box.id) || above.has(box.id));
    for (const { dataset, classList } of arrows)
      classList.toggle("near", (below.has(dataset.above) && below.has(dataset.below)) || (above.has(dataset.above) && above.has(dataset.below)));
  };
  const clear = () => {
    graph.classList.remove("marking");
    graph.querySelectorAll(".near").forEach((part) => part.classList.remove("near"));
  };
  for (const box of graph.querySelectorAll(".box")) {
    for (const kind of ["mouseenter", "focus"]) box.addEventListener(kind, () => mark(box.id));
    for (const kind of ["mouseleave", "blur"]) box.addEventListener(kind, clear);
  }
}
