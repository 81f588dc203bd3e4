// What every page of a report carries: how it looks, and what its buttons do. Both work from the page alone.
#pragma once

#include <string_view>

namespace pgops::html {

constexpr std::string_view kStyle = R"css(
:root { color-scheme: light dark; --text: #1c2330; --page: #ffffff; --faint: #5a6475; --line: #c9d0da; --panel: #f3f5f8; --mark: #1f5fae;
  --critical: #8f1020; --high: #a83c00; --medium: #7a5600; --low: #1f5fae; --info: #4b5563; }
:root[data-theme="dark"] { color-scheme: dark; --text: #e6e9ef; --page: #14181f; --faint: #a3adbd; --line: #3a4350; --panel: #1e242e; --mark: #7db4f5;
  --critical: #ff8a95; --high: #ffa366; --medium: #f2c14e; --low: #7db4f5; --info: #b6bfcc; }
:root[data-theme="light"] { color-scheme: light; }
@media (prefers-color-scheme: dark) { :root:not([data-theme="light"]) { --text: #e6e9ef; --page: #14181f; --faint: #a3adbd; --line: #3a4350; --panel: #1e242e;
  --mark: #7db4f5; --critical: #ff8a95; --high: #ffa366; --medium: #f2c14e; --low: #7db4f5; --info: #b6bfcc; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 84rem; padding: 1rem 1.5rem 4rem; font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--page); }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; } h2 { font-size: 1.3rem; margin: 2.5rem 0 .5rem; } h3 { font-size: 1rem; } h4 { font-size: .85rem; margin: .75rem 0 .25rem; }
p { max-width: 48rem; margin: .4rem 0; }
a { color: var(--mark); } :focus-visible { outline: 3px solid var(--mark); outline-offset: 2px; }
.skip { position: absolute; left: -99rem; } .skip:focus { left: 1rem; top: 1rem; background: var(--page); padding: .5rem; }
header { display: flex; flex-wrap: wrap; gap: 1rem; justify-content: space-between; align-items: flex-start; }
nav ul { display: flex; flex-wrap: wrap; gap: 1rem; list-style: none; padding: 0; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
caption { text-align: left; color: var(--faint); padding: .4rem 0; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line); }
section { overflow-x: auto; } td code { overflow-wrap: anywhere; }
th { background: var(--panel); white-space: nowrap; } th.number { text-align: right; } td.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
th button { all: unset; cursor: pointer; } th button:focus-visible { outline: 3px solid var(--mark); } th[aria-sort="ascending"] button::after { content: " \25B2"; }
th[aria-sort="descending"] button::after { content: " \25BC"; }
code, pre { font-family: ui-monospace, monospace; font-size: .85rem; } pre { margin: 0; padding: .6rem; background: var(--panel); white-space: pre-wrap; overflow-wrap: anywhere; }
.command { position: relative; max-width: 60rem; } .command button { position: absolute; right: .3rem; top: 0; font-size: .75rem; }
.severity { font-weight: 700; } .critical { color: var(--critical); } .high { color: var(--high); } .medium { color: var(--medium); } .low { color: var(--low); } .info { color: var(--info); }
summary { cursor: pointer; } dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem; font-size: .85rem; margin: .75rem 0; } dt { color: var(--faint); } dd { margin: 0; overflow-wrap: anywhere; }
.key, footer { color: var(--faint); font-size: .85rem; }
.filter { display: flex; flex-wrap: wrap; gap: 1rem; align-items: end; margin: .5rem 0; } input, select, button { font: inherit; }
.bar { width: 12rem; max-width: 100%; height: 1rem; } .size { fill: var(--line); } .bloat { fill: var(--high); } .held { fill: var(--mark); }
.timeline { list-style: none; padding: 0; } .figures { display: flex; flex-wrap: wrap; gap: 2rem; } figure { margin: 0; } figure svg { width: 25rem; max-width: 100%; } svg { background: var(--panel); }
polyline { fill: none; stroke: var(--mark); stroke-width: 2; }
@media print { :root:root { color-scheme: light; --text: #000; --page: #fff; --faint: #444; --line: #aaa; --panel: #f3f3f3; --mark: #000; --critical: #000; --high: #555; --medium: #000; --low: #000; --info: #000; }
  body { max-width: none; padding: 0; font-size: 10pt; } nav, .filter, button, .skip { display: none; } tr, figure { break-inside: avoid; } th button { display: inline; } }
)css";

constexpr std::string_view kScript = R"js(
"use strict";
const root = document.documentElement;
document.getElementById("theme").addEventListener("click", () => {
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
});

// A column's heading becomes a button that sorts its table; what stands in data-value goes before what is shown.
const sortKey = (row, column) => row.cells[column].dataset.value ?? row.cells[column].textContent.trim();
const compare = (a, b) => {
  const difference = Number(a) - Number(b);
  return Number.isNaN(difference) ? a.localeCompare(b) : difference;
};
for (const table of document.querySelectorAll("table.sortable")) {
  table.querySelectorAll("th:not([data-unsorted])").forEach((heading) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = heading.textContent;
    heading.replaceChildren(button);
    button.addEventListener("click", () => {
      const descending = heading.getAttribute("aria-sort") === "ascending";
      table.querySelectorAll("th").forEach((other) => other.removeAttribute("aria-sort"));
      heading.setAttribute("aria-sort", descending ? "descending" : "ascending");
      const body = table.tBodies[0];
      const rows = [...body.rows].sort((a, b) => compare(sortKey(a, heading.cellIndex), sortKey(b, heading.cellIndex)));
      body.append(...(descending ? rows.reverse() : rows));
    });
  });
}

const findings = document.getElementById("findings-table");
if (findings) {
  const words = document.getElementById("filter-text");
  const severity = document.getElementById("filter-severity");
  const area = document.getElementById("filter-area");
  const filter = () => {
    const wanted = words.value.toLowerCase();
    let shown = 0;
    for (const row of findings.tBodies[0].rows) {
      const fits = (!severity.value || row.dataset.severity === severity.value) && (!area.value || row.dataset.area === area.value) &&
        row.textContent.toLowerCase().includes(wanted);
      row.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    document.getElementById("filter-count").textContent = shown + " of " + findings.tBodies[0].rows.length;
  };
  for (const control of [words, severity, area]) {
    control.addEventListener("input", filter);
    control.addEventListener("change", filter);
  }
  words.form.addEventListener("submit", (event) => event.preventDefault());
  filter();

  const unfold = document.getElementById("unfold");
  const unfoldAll = (open) => {
    for (const details of document.querySelectorAll("#findings details")) details.open = open;
    unfold.setAttribute("aria-pressed", String(open));
    unfold.textContent = open ? "Fold all" : "Unfold all";
  };
  unfold.addEventListener("click", () => unfoldAll(unfold.getAttribute("aria-pressed") !== "true"));
  addEventListener("beforeprint", () => unfoldAll(true));
}

for (const command of document.querySelectorAll(".command")) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Copy";
  button.setAttribute("aria-label", "Copy the command");
  button.addEventListener("click", async () => {
    const code = command.querySelector("code");
    try {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(code);
      button.textContent = "Selected";
    }
  });
  command.append(button);
}
)js";

}  // namespace pgops::html
