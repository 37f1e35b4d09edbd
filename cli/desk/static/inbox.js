// The inbox: copying a letter notes that its message was answered.
"use strict";

const noting = document.querySelector("form[data-noted]");

async function takeLetter(event) {
  event.preventDefault();
  const letter = document.getElementById(noting.dataset.noted);
  await copy(letter.textContent);
  const place = noting.querySelector(".noted");
  try {
    const answer = await fetch(noting.action, { method: "POST", body: new URLSearchParams(new FormData(noting)), redirect: "follow" });
    if (!answer.ok) throw new Error(answer.status);
    place.textContent = place.dataset.answered;
    const mark = document.querySelector("[data-list] tr[aria-current] .tag");
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-list] tr[aria-current] .tag");
    if (mark && fresh) mark.replaceWith(fresh);
  } catch { tell(told.dataset.failed); }
}

if (noting) noting.addEventListener("submit", takeLetter);

document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "m") follow("a[rel=following]");
  const row = here();
  if (event.key === "c" && noting && (!row || row.hasAttribute("aria-current"))) {
    event.stopImmediatePropagation();
    takeLetter(event);
  }
}, true);
