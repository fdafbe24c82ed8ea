// What the admin's frame leaves out for screen readers and the keyboard: landmarks, names for what scrolls, and buttons
// that are buttons.
"use strict";
window.addEventListener("load", () => {
  const content = document.getElementById("content");
  if (content && !document.querySelector("main")) content.setAttribute("role", "main");
  document.getElementById("header-inner")?.setAttribute("role", "banner");
  for (const part of document.querySelectorAll("#main > div")) {
    if (!part.contains(content) && !part.querySelector("#header-inner")) part.setAttribute("role", "status");
  }
  document.querySelectorAll(".simplebar-content-wrapper").forEach((one, place) => {
    one.setAttribute("aria-label", one.closest("#nav-sidebar") ? "Pages" : `Scrollable content ${place + 1}`);
  });
  document.querySelectorAll("span.material-symbols-outlined[x-on\\:click*=sidebar]").forEach((one) => {
    one.setAttribute("role", "button");
    one.setAttribute("tabindex", "0");
    one.setAttribute("aria-label", "Show or hide the list of pages");
    one.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      one.click();
    });
  });
});
