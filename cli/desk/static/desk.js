// The desk's one script: keys, files that are dropped, jobs that go on, parts of a page that are put anew.
// Every page works without it; nothing here decides anything.
"use strict";

const told = document.getElementById("told");

function tell(text) {
  told.textContent = text;
  setTimeout(() => { if (told.textContent === text) told.textContent = ""; }, 2500);
}

// --- keys ---------------------------------------------------------------------------------------------------------

function rows() {
  return [...document.querySelectorAll("[data-list] tbody tr")];
}

function here() {
  return document.querySelector("[data-list] tr.here");
}

function move(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(here());
  const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
  if (at >= 0) all[at].classList.remove("here");
  next.classList.add("here");
  const link = next.querySelector("a");
  if (link) link.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  tell(told.dataset.copied);
}

function follow(selector) {
  const link = document.querySelector(selector);
  if (link) link.click();
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  Enter: () => { const link = here() && here().querySelector("a"); if (link) link.click(); },
  "/": () => { const field = document.querySelector("[data-search]"); if (field) { field.focus(); field.select(); } },
  c: () => { const one = here() || document.querySelector("main [data-copy]"); if (one) copy(one.dataset.copy || one.textContent.trim()); },
  n: () => follow("a[rel=next]"),
  p: () => follow("a[rel=prev]"),
  "?": () => document.getElementById("help").showModal(),
};
let going = false;

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea, [contenteditable]");
  if (event.key === "Escape" && typing) { typing.blur(); return; }
  if (typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (going && /^[0-9]$/.test(event.key)) {
    going = false;
    const link = document.querySelectorAll(".top nav a")[(Number(event.key) || 10) - 1];
    if (link) link.click();
    return;
  }
  going = event.key === "g";
  const act = KEYS[event.key];
  if (!act || (event.key === "Enter" && event.target.closest("a, button, summary"))) return;
  event.preventDefault();
  act();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-help]")) document.getElementById("help").showModal();
  const copied = event.target.closest("button[data-copies]");
  if (copied) copy(document.getElementById(copied.dataset.copies).textContent);
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});

// --- files that are dropped ------------------------------------------------------------------------------------------

for (const form of document.querySelectorAll("form[data-drop]")) {
  const field = form.querySelector("input[type=file]");
  const bar = form.querySelector("progress");
  form.addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("over"); });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    if (!event.dataTransfer.files.length) return;
    field.files = event.dataTransfer.files;
    form.requestSubmit();
  });
  field.addEventListener("change", () => { if (field.files.length && !form.querySelector("[data-wait]")) form.requestSubmit(); });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const asking = new XMLHttpRequest();
    asking.open("POST", form.action);
    bar.hidden = false;
    asking.upload.onprogress = (step) => { if (step.lengthComputable) bar.value = (100 * step.loaded) / step.total; };
    asking.onload = () => {
      if (asking.status < 400) { location.assign(asking.responseURL); return; }
      bar.hidden = true;
      const page = new DOMParser().parseFromString(asking.responseText, "text/html");
      const fault = page.querySelector(".fault");
      let place = form.querySelector(".fault");
      if (!place) { place = document.createElement("p"); place.className = "fault"; place.setAttribute("role", "alert"); form.append(place); }
      place.textContent = fault ? fault.textContent : asking.responseText;
    };
    asking.onerror = () => { bar.hidden = true; tell(told.dataset.failed); };
    asking.send(new FormData(form));
  });
}

// --- jobs that go on ----------------------------------------------------------------------------------------------

async function poll(part) {
  try {
    const answer = await fetch(part.dataset.poll);
    if (!answer.ok) return;
    const next = new DOMParser().parseFromString(await answer.text(), "text/html").body.firstElementChild;
    part.replaceWith(next);
    watch(next);
  } catch {
    tell(told.dataset.failed);
    setTimeout(() => poll(part), 3000);
  }
}

function watch(part) {
  if (part.dataset.then && part.dataset.watched !== "no") location.assign(part.dataset.then);
  else if (part.dataset.poll) setTimeout(() => poll(part), 500);
}

for (const part of document.querySelectorAll("[data-poll]")) watch(part);

// --- parts that are put anew while a form is filled -----------------------------------------------------------------

for (const form of document.querySelectorAll("form[data-live]")) {
  const place = document.getElementById(form.dataset.live);
  let waiting, asked = 0;
  const ask = async () => {
    const mine = ++asked;
    const words = new URLSearchParams(new FormData(form));
    try {
      const answer = await fetch(`${form.getAttribute("action")}?${words}&part=1`);
      const text = await answer.text();
      if (mine !== asked) return;
      place.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
      history.replaceState(null, "", `?${words}`);
    } catch { tell(told.dataset.failed); }
  };
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, 250); });
  form.addEventListener("submit", (event) => { event.preventDefault(); ask(); });
}
