// The work list from the keyboard: j and k move, x chooses, Enter opens. Without it the forms still work.
"use strict";
(() => {
  const table = document.getElementById("items");
  if (!table) return;
  const rows = [...table.querySelectorAll("tbody tr[data-url]")];
  const boxes = [...table.querySelectorAll("tbody input[name=pick]")];
  const all = document.getElementById("all");
  const told = document.querySelector("[data-chosen]");
  const IN_TEXT = "input:not([type=checkbox]):not([type=hidden]), textarea, select";
  const present = () => rows.indexOf(document.activeElement.closest?.("tr"));
  const go = (place) => {
    const row = rows[Math.max(0, Math.min(place, rows.length - 1))];
    row?.focus();
    row?.scrollIntoView({ block: "nearest" });
  };
  const tell = () => {
    const count = boxes.filter((box) => box.checked).length;
    if (told) told.textContent = count ? `${count} chosen` : "None chosen";
    if (all) all.checked = count > 0 && count === boxes.length;
  };
  // An act without a choice means the row one is on.
  const choose = () => {
    const here = present();
    if (!boxes.some((box) => box.checked) && here >= 0) boxes[here].checked = true;
    tell();
  };
  const keys = {
    j: () => go(present() + 1),
    k: () => go(present() < 0 ? 0 : present() - 1),
    x: () => present() >= 0 && boxes.length && (boxes[present()].click(), tell()),
    f: () => document.querySelector("#filters select")?.focus(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.closest(IN_TEXT)) event.target.blur();
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.closest(IN_TEXT) || document.querySelector("dialog[open]")) return;
    if (event.key === "Enter" && event.target.matches?.("tr[data-url]")) {
      window.location.assign(event.target.dataset.url);
      return;
    }
    const button = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    const field = document.querySelector(`[data-focus="${CSS.escape(event.key)}"]`);
    const act = keys[event.key];
    if (!button && !field && !act) return;
    event.preventDefault();
    if (act) return void act();
    if (button?.form?.id === "acts" || field) choose();
    field ? field.focus() : button.click();
  });
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) document.getElementById(opener.dataset.opens).showModal();
  });
  document.getElementById("acts").addEventListener("submit", () => choose());
  document.getElementById("filters").addEventListener("change", (event) => event.currentTarget.requestSubmit());
  all?.addEventListener("change", () => (boxes.forEach((box) => (box.checked = all.checked)), tell()));
  table.addEventListener("change", tell);
  // Enter in a field gives the act beside it, not the form's first one.
  document.getElementById("bulk")?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches(IN_TEXT)) return;
    event.preventDefault();
    event.target.closest(".mdm-join")?.querySelector("button").click();
  });
  tell();
  go(0);
})();
