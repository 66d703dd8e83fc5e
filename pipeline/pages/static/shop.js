"use strict";
(() => {
  const $ = (what, at = document) => at.querySelector(what), $$ = (what, at = document) => [...at.querySelectorAll(what)];
  const byId = id => document.getElementById(id), root = document.documentElement;
  const panels = $$(".panel"), families = $$(".family"), dialog = byId("dialog"), holder = byId("holder");
  const state = { view: "family", sort: "line", q: "", on: new Set(), open: "", tab: panels[0].id };
  const counted = (number, one, many) => `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
  const low = node => (node ? node.textContent : "").toLowerCase();
  const products = $$(".product").map(node => {
    const family = byId(`family-${node.dataset.family}`), detail = byId(`detail-${node.dataset.family}`);
    const words = [node, byId(`product-${node.dataset.line}`), $(".text", detail), $(".facts", detail), $(".over", detail)];
    return { node, family, facets: node.dataset.facets.split(" "), text: words.map(low).join(" ") };
  });
  const toggles = [...$$(".facet input"), ...$$(".bars button")];

  // What is shown: of each group at least one that is on, and all the words
  function apply() {
    const groups = {}, words = state.q.toLowerCase().split(/\s+/).filter(Boolean), counts = {}, shown = new Set();
    for (const id of state.on) (groups[id[0]] ||= []).push(id);
    let number = 0;
    for (const { node, family, facets, text } of products) {
      const failed = Object.keys(groups).filter(group => !groups[group].some(id => facets.includes(id)));
      const found = words.every(word => text.includes(word));
      node.hidden = !found || failed.length > 0;
      if (!node.hidden) { number += 1; shown.add(family); }
      if (found && failed.length < 2)
        for (const id of facets) if (!failed.length || failed[0] === id[0]) counts[id] = (counts[id] || 0) + 1;
    }
    for (const family of families) family.hidden = !shown.has(family);
    for (const toggle of toggles) mark(toggle, counts[toggle.value] || 0);
    const each = state.view === "product";
    byId("families").hidden = each; byId("each").hidden = !each; byId("none").hidden = number > 0 || !products.length;
    byId("by-family").setAttribute("aria-pressed", !each); byId("by-product").setAttribute("aria-pressed", each);
    byId("shown").textContent = each ? counted(number, "product", "products") : counted(shown.size, "family", "families");
    byId("q").value = state.q; byId("sort").value = state.sort;
  }
  const highest = Math.max(1, ...$$(".bars button").map(bar => Number(bar.title.split(": ").pop())));
  function mark(toggle, count) {
    const on = state.on.has(toggle.value);
    if (toggle.type === "checkbox") {
      toggle.checked = on; toggle.parentNode.classList.toggle("zero", !count); $(".n", toggle.parentNode).textContent = count;
    } else {
      const height = count ? 1 + Math.round(99 * count / highest) : 0, live = $(".live", toggle);
      toggle.setAttribute("aria-pressed", on); live.setAttribute("y", 100 - height); live.setAttribute("height", height);
    }
  }
  function sort() {
    const down = state.sort.startsWith("-"), key = state.sort.replace("-", "");
    const value = node => node.dataset[key] === "" ? null : Number(node.dataset[key]);
    const order = (a, b) => key === "name" ? a.name.localeCompare(b.name) : (a.value === null) - (b.value === null) || (down ? b.value - a.value : a.value - b.value);
    const rows = products.map(({ node }) => ({ node, name: low($("h3", node)), value: value(node) }));
    const best = families.map(node => ({ ...rows.filter(row => row.node.dataset.family === node.id.slice(7)).sort(order)[0], node }));
    byId("each").append(...rows.sort(order).map(row => row.node));
    byId("families").append(...best.sort(order).map(row => row.node));
  }

  // The address says what is shown: a link that is sent on shows the same
  function write() {
    const parts = [state.view === "product" && "view=product", state.sort !== "line" && `sort=${state.sort}`, state.q && `q=${encodeURIComponent(state.q)}`,
      state.on.size && `on=${[...state.on].join(".")}`, state.open && `open=${state.open}`].filter(Boolean);
    history.replaceState(null, "", `#${state.tab === panels[0].id ? parts.join("&") : state.tab}`);
  }
  function read() {
    const hash = location.hash.slice(1);
    if (panels.some(panel => panel.id === hash)) { close(); return show(hash); }
    if (/^(detail|product)-\d+$/.test(hash)) { show("products"); return open(hash); }
    if (/^customer-\d+$/.test(hash)) { close(); show("customers"); return point(hash); }
    const said = new URLSearchParams(hash), known = new Set(toggles.map(toggle => toggle.value));
    if (hash && !["view", "sort", "q", "on", "open"].some(key => said.has(key))) return;
    state.view = said.get("view") === "product" ? "product" : "family"; state.q = said.get("q") || "";
    state.sort = $$("#sort option").some(option => option.value === said.get("sort")) ? said.get("sort") : "line";
    state.on = new Set((said.get("on") || "").split(".").filter(id => known.has(id)));
    show(panels[0].id);
    if (byId("products")) { sort(); apply(); }
    if (/^(detail|product)-\d+$/.test(said.get("open") || "")) open(said.get("open")); else close();
  }
  function show(id) {
    state.tab = id;
    for (const panel of panels) panel.classList.toggle("on", panel.id === id);
    for (const link of $$(".tabs a")) link.hash === `#${id}` ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current");
  }
  function point(id) {
    for (const row of $$("tr")) row.classList.toggle("target", row.id === id);
    if ($("tr.target")) { $("tr.target").hidden = false; $("tr.target").scrollIntoView({ block: "center" }); }
  }

  // A family: its part of the page is moved into the dialog, and back
  let home = null;
  function open(id) {
    const target = byId(id), detail = target && target.closest(".detail");
    if (!detail) return;
    close(); home = detail.parentNode; holder.append(detail); state.open = id; write();
    dialog.setAttribute("aria-label", $(".title", detail).textContent); dialog.showModal(); point(id);
  }
  function back() { if (home) { home.append(holder.firstElementChild); home = null; state.open = ""; write(); } }
  function close() { if (dialog.open) dialog.close(); back(); }
  dialog.addEventListener("close", back); byId("close").addEventListener("click", close);
  dialog.addEventListener("click", event => { if (event.target === dialog) close(); });
  document.addEventListener("click", event => {
    const link = event.target.closest("a[href^='#']"), dot = event.target.closest("button.dot");
    if (dot) tint(dot);
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !link.closest(".tabs, .family, .product")) return;
    event.preventDefault();
    if (!link.closest(".tabs")) return open(link.hash.slice(1));
    show(link.hash.slice(1)); write(); scrollTo(0, Math.min(scrollY, $(".top").offsetHeight));
  });
  function tint(dot) {
    const image = $(".card .shot svg", dot.closest(".family"));
    for (const other of dot.parentNode.children) other.setAttribute("aria-pressed", other === dot);
    if (image) { image.setAttribute("class", dot.dataset.tint); $("use", image).setAttribute("href", `#${dot.dataset.symbol}`); }
  }

  const change = (does, sorted) => { does(); if (sorted) sort(); apply(); write(); };
  const on = (id, event, does) => byId(id) && byId(id).addEventListener(event, does);
  const flip = id => change(() => state.on.delete(id) || state.on.add(id));
  for (const toggle of toggles) toggle.addEventListener(toggle.type === "checkbox" ? "change" : "click", () => flip(toggle.value));
  const all = event => { event.preventDefault(); change(() => { state.on.clear(); state.q = ""; }); };
  on("filters", "submit", event => event.preventDefault()); on("filters", "reset", all); on("clear", "click", all);
  on("q", "input", () => change(() => { state.q = byId("q").value; })); on("sort", "change", () => change(() => { state.sort = byId("sort").value; }, true));
  on("by-family", "click", () => change(() => { state.view = "family"; })); on("by-product", "click", () => change(() => { state.view = "product"; }));
  document.addEventListener("keydown", event => {
    const field = state.tab === "customers" ? byId("who") : byId("q");
    if (event.key === "/" && field && !dialog.open && !event.target.matches("input, select")) { event.preventDefault(); field.focus(); }
  });
  const people = $$("#who-table tbody tr").map(node => ({ node, text: low(node) }));
  on("who", "input", () => {
    const words = byId("who").value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const { node, text } of people) node.hidden = !words.every(word => text.includes(word));
    byId("people").textContent = counted(people.filter(({ node }) => !node.hidden).length, "customer", "customers");
  });
  for (const button of $$("#who-table th button")) button.addEventListener("click", () => {
    const head = button.parentNode, at = [...head.parentNode.children].indexOf(head), down = head.getAttribute("aria-sort") === "ascending";
    for (const other of $$("#who-table th")) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const order = (a, b) => a.node.children[at].textContent.localeCompare(b.node.children[at].textContent, "en", { numeric: true }) * (down ? -1 : 1);
    $("#who-table tbody").append(...people.sort(order).map(({ node }) => node));
  });
  for (const button of $$(".copy")) button.addEventListener("click", async () => {
    try { await navigator.clipboard.writeText($("code", button.parentNode).textContent); button.textContent = "Copied"; }
    catch { getSelection().selectAllChildren($("code", button.parentNode)); }
  });
  byId("theme").addEventListener("click", () => {
    const dark = getComputedStyle(root).colorScheme === "dark" || (root.dataset.theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
    root.dataset.theme = dark ? "light" : "dark";
  });
  addEventListener("beforeprint", () => { close(); for (const more of $$(".more")) more.open = true; });
  addEventListener("afterprint", () => { for (const more of $$(".more")) more.open = false; }); addEventListener("hashchange", read);
  if (byId("products")) { apply(); $(".drawer").open = innerWidth > 820; }
  show(panels[0].id); read();
})();
