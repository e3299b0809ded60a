"use strict";
(() => {
  const form = document.querySelector(".filters");
  if (!form) return;
  const names = ["topic", "source", "check", "state", "severity"];
  const cards = [...document.querySelectorAll(".finding[data-source]")];
  const said = form.querySelector("output");
  const sections = [...document.querySelectorAll("section[data-findings]")];

  const chosen = () => {
    const kept = new URLSearchParams();
    for (const name of names) if (form.elements[name].value) kept.set(name, form.elements[name].value);
    if (form.elements.new.checked) kept.set("new", "1");
    return kept;
  };
  const fits = (card, kept) =>
    [...kept].every(([name, value]) =>
      name === "new" ? card.dataset.new === "1" : (card.dataset[name] || "").split(" ").includes(value));
  const show = () => {
    const kept = chosen();
    let count = 0;
    for (const card of cards) {
      card.hidden = !fits(card, kept);
      if (!card.hidden) count += 1;
    }
    for (const section of sections) {
      section.hidden = !section.querySelector(".finding[data-source]:not([hidden])");
      const fold = section.querySelector("details.fold");
      if (fold && kept.has("state")) fold.open = true;
    }
    const all = [...kept].length === 0;
    said.textContent = all ? `${cards.length} findings` : `${count} of ${cards.length} findings`;
    form.elements.clear.hidden = all;
  };
  const read = () => {
    const hash = location.hash.slice(1);
    if (hash && !hash.includes("=")) return;
    const kept = new URLSearchParams(hash);
    for (const name of names) {
      const select = form.elements[name];
      const value = kept.get(name) || "";
      select.value = [...select.options].some((option) => option.value === value) ? value : "";
    }
    form.elements.new.checked = kept.get("new") === "1";
    show();
  };
  form.addEventListener("change", () => {
    history.replaceState(null, "", `#${chosen()}`);
    show();
  });
  form.elements.clear.addEventListener("click", () => {
    form.reset();
    history.replaceState(null, "", location.pathname + location.search);
    show();
    form.elements.topic.focus();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", read);
  form.hidden = false;
  show();
  read();
})();
