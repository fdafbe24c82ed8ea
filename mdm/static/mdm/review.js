// The page of one question: keys, groups of records, golden values that follow, weights of another pair.
// Without it the form still answers, and groups are chosen in the boxes above the records.
"use strict";
(() => {
  const table = document.getElementById("records");
  const form = document.getElementById("answer");
  const boxes = [...document.querySelectorAll("select[name^='group-']")];
  const IN_TEXT = "input:not([type=hidden]), textarea, select, [contenteditable]";
  let latest = 0;

  const stated = () => {
    const groups = new URLSearchParams();
    for (const letter of new Set(boxes.map((box) => box.value).filter(Boolean).sort())) {
      const own = boxes.filter((box) => box.value === letter).map((box) => box.name.slice("group-".length));
      groups.set(letter, own.join(","));
    }
    return groups;
  };

  const showGroups = () => {
    for (const box of boxes) box.closest("th").dataset.group = box.value;
    const parted = new Set(boxes.map((box) => box.value)).size > 1;
    for (const button of form.querySelectorAll("button[name=verdict]")) {
      const leads = parted ? button.value === "partial" : button.value === "match";
      button.classList.toggle("mdm-button-primary", leads);
    }
  };

  const follow = async () => {
    showGroups();
    const turn = ++latest;
    const answer = await fetch(`${table.dataset.preview}?${stated()}`, { credentials: "same-origin" });
    if (!answer.ok || turn !== latest) return;
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    const groups = table.querySelector("[data-becomes-groups]");
    groups.innerHTML = found.querySelector("[data-becomes-groups]").innerHTML;
    for (const cell of table.querySelectorAll("td[data-becomes]")) {
      const own = found.querySelector(`[data-becomes="${cell.dataset.becomes}"]`);
      const text = own ? own.innerHTML : "–";
      cell.classList.toggle("mdm-moved", cell.textContent !== (own ? own.textContent : "–"));
      cell.innerHTML = text;
    }
    table.dataset.shown = stated().toString();
  };

  const move = (box) => {
    if (!box) return;
    box.selectedIndex = (box.selectedIndex + 1) % box.options.length;
    box.closest("th").scrollIntoView({ inline: "nearest", block: "nearest" });
    follow();
  };

  const showWeights = async (address) => {
    const answer = await fetch(address, { credentials: "same-origin" });
    if (answer.ok) document.getElementById("weights").innerHTML = await answer.text();
  };

  const keys = {
    0: () => boxes.length && (boxes.forEach((box) => (box.selectedIndex = 0)), follow()),
    r: () => document.getElementById("reason")?.focus(),
    w: () => document.getElementById("weights-title")?.focus(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.closest(IN_TEXT)) event.target.blur();
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (event.target.closest(IN_TEXT) || document.querySelector("dialog[open]")) return;
    const button = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    const act = /^[1-9]$/.test(event.key) ? () => move(boxes[Number(event.key) - 1]) : keys[event.key];
    if (!button && !act) return;
    event.preventDefault();
    button ? button.click() : act();
  });

  document.addEventListener("click", (event) => {
    const tool = event.target.closest("[data-toggles]");
    if (tool) tool.setAttribute("aria-pressed", table.classList.toggle(tool.dataset.toggles));
    const opener = event.target.closest("[data-opens]");
    if (opener) document.getElementById(opener.dataset.opens).showModal();
    const link = event.target.closest(".mdm-links a");
    if (link && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      const box = document.querySelector("[data-weights]");
      showWeights(box.dataset.weights + new URL(link.href).search);
    }
  });

  const pair = (event) => {
    const box = event.target.closest?.("[data-weights]");
    if (!box) return;
    event.preventDefault();
    showWeights(`${box.dataset.weights}?${new URLSearchParams(new FormData(box))}`);
  };
  document.addEventListener("submit", pair);
  document.addEventListener("change", pair);

  boxes.forEach((box) => box.addEventListener("change", follow));
  form?.addEventListener("submit", (event) => {
    const reason = document.getElementById("reason");
    if (event.submitter?.hasAttribute("data-needs-reason") && !reason.value.trim()) {
      event.preventDefault();
      reason.setCustomValidity("Say why; others read it.");
      reason.reportValidity();
      reason.addEventListener("input", () => reason.setCustomValidity(""), { once: true });
      return;
    }
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  if (new Set(boxes.map((box) => box.value)).size > 1) follow();
})();
