"use strict";
// Niceties only: without this script everything is still on the page and can be opened by hand.
for (const bar of document.querySelectorAll(".filter")) {
  const cards = [...bar.parentElement.querySelectorAll("details.finding")];
  const words = cards.map((card) => card.querySelector("summary").textContent.toLowerCase());
  const [field, button, count] = ["input", "button", "output"].map((name) => bar.querySelector(name));
  const show = () => {
    const asked = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    cards.forEach((card, i) => { card.hidden = !asked.every((word) => words[i].includes(word)); });
    count.textContent = asked.length ? cards.filter((card) => !card.hidden).length + " of " + cards.length : "";
  };
  field.addEventListener("input", show);
  button.addEventListener("click", () => cards.forEach((card) => { if (!card.hidden) card.open = true; }));
  bar.hidden = cards.length < 2;
}
// A link to a closed finding or incident opens it and all around it.
const reveal = () => {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") { at.open = true; at.hidden = false; }
  if (target) target.scrollIntoView();
};
addEventListener("hashchange", reveal);
reveal();
// On paper nothing can be opened: print findings open, and as they were afterwards.
let closed = [];
addEventListener("beforeprint", () => {
  closed = [...document.querySelectorAll("details.finding:not([open])")];
  closed.forEach((card) => { card.open = true; });
});
addEventListener("afterprint", () => closed.forEach((card) => { card.open = false; }));
